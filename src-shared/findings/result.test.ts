import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from './manifest.ts';
import { ActivationMap, AnalysisResult } from './result.ts';
import { headlineOf, judgeProbability } from './verdict.ts';

const [shippedPoint] = ModelManifest.parse(shipped).operatingPoints as [ModelManifest['operatingPoints'][number]];

/** A rule for the label `nodule`, with a threshold and perhaps a band. */
function rule(threshold: number, band?: [number, number]) {
  const indeterminate: Record<string, [number, number]> = band ? { nodule: band } : {};
  return { operatingPoints: [{ ...shippedPoint, label: 'nodule', threshold }], indeterminate };
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('the verdict on a probability', () => {
  it.each([
    [0, 'below'],
    [0.4999999, 'below'],
    [0.5, 'above'],
    [0.5000001, 'above'],
    [1, 'above'],
  ])('without a band, threshold 0.5: %s is %s', (probability, verdict) => {
    expect(judgeProbability(rule(0.5), 'nodule', probability)).toBe(verdict);
  });

  it.each([
    [0, 'below'],
    [0.2999999, 'below'],
    [0.3, 'indeterminate'],
    [0.4, 'indeterminate'],
    [0.5, 'indeterminate'],
    [0.7, 'indeterminate'],
    [0.7000001, 'above'],
    [1, 'above'],
  ])('with a band from 0.3 to 0.7, threshold 0.5: %s is %s', (probability, verdict) => {
    expect(judgeProbability(rule(0.5, [0.3, 0.7]), 'nodule', probability)).toBe(verdict);
  });

  it.each([
    ['a band above the threshold', 0.2, [0.4, 0.6] as [number, number], 0.3, 'above'],
    ['a band below the threshold', 0.8, [0.4, 0.6] as [number, number], 0.7, 'below'],
    ['a band of one value', 0.5, [0.5, 0.5] as [number, number], 0.5, 'indeterminate'],
    ['a band that holds everything', 0.5, [0, 1] as [number, number], 1, 'indeterminate'],
    ['a threshold of 0', 0, undefined, 0, 'above'],
    ['a threshold of 1', 1, undefined, 0.9999, 'below'],
  ])('minds %s', (_name, threshold, band, probability, verdict) => {
    expect(judgeProbability(rule(threshold, band), 'nodule', probability)).toBe(verdict);
  });

  it.each([0.7, 0.3, 0.9, 0.45, 0.1])('takes %s that a network says in 32 bits for what it is', (number) => {
    const said = Math.fround(number);
    expect(judgeProbability(rule(number), 'nodule', said)).toBe('above');
    expect(judgeProbability(rule(0.5, [number, 1]), 'nodule', said)).toBe('indeterminate');
    expect(judgeProbability(rule(0, [0, number]), 'nodule', said)).toBe('indeterminate');
    expect(judgeProbability(rule(number), 'nodule', said - 1e-6)).toBe('below');
  });

  it('is indeterminate for a label without an operating point, however sure the number looks', () => {
    expect(judgeProbability(rule(0.5), 'fracture', 1)).toBe('indeterminate');
    expect(judgeProbability({ operatingPoints: [], indeterminate: {} }, 'nodule', 0)).toBe('indeterminate');
  });

  it("is not moved by another label's band", () => {
    const { operatingPoints } = rule(0.5);
    expect(judgeProbability({ operatingPoints, indeterminate: { fracture: [0, 1] } }, 'nodule', 0.6)).toBe('above');
  });

  it('is sure only outside the band, and on the right side of the threshold', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, fraction, (threshold, a, b, probability) => {
        const band: [number, number] = [Math.min(a, b), Math.max(a, b)];
        const verdict = judgeProbability(rule(threshold, band), 'nodule', probability);
        // as an array of a network's numbers holds them
        const [said, low, high, point] = Float32Array.of(probability, ...band, threshold);
        const inside = said! >= low! && said! <= high!;
        expect(verdict === 'indeterminate').toBe(inside);
        if (!inside) expect(verdict === 'above').toBe(said! >= point!);
      }),
    );
  });

  it('never falls when the probability rises, with a band around the threshold', () => {
    const order = ['below', 'indeterminate', 'above'];
    fc.assert(
      fc.property(fc.array(fraction, { minLength: 3, maxLength: 3 }), fraction, fraction, (edges, p, q) => {
        const [low, threshold, high] = [...edges].sort((a, b) => a - b) as [number, number, number];
        const rank = (probability: number) =>
          order.indexOf(judgeProbability(rule(threshold, [low, high]), 'nodule', probability));
        expect(rank(Math.min(p, q))).toBeLessThanOrEqual(rank(Math.max(p, q)));
      }),
    );
  });
});

describe('a result', () => {
  const HASH = 'a'.repeat(64);
  const valid = {
    input: { instanceId: 1, frame: 0, pixelSha256: HASH },
    model: { id: 'chest', version: '1.0.0', sha256: HASH },
    task: 'classification',
    verdict: 'above',
    refusal: null,
    insisted: false,
    operatingPoint: { name: 'default', label: 'nodule', threshold: 0.5, indeterminate: null },
    warnings: [{ code: 'view-unknown', details: {} }],
    probabilities: { nodule: 0.9 },
    map: { label: 'nodule', rows: 1, columns: 2, values: [1, -1] },
    timingsMs: { read: 1, prepare: 1, load: 0, run: 1, explain: 0 },
    provider: { name: 'cpu', threads: 2 },
    versions: { application: '0.1.0', onnxruntime: '1.30.0' },
  };

  it('is accepted as it is written', () => {
    expect(AnalysisResult.parse(valid)).toEqual(valid);
  });

  it.each(Object.keys(valid))('is refused without its %s', (field) => {
    const { [field]: _gone, ...rest } = valid as Record<string, unknown>;
    expect(AnalysisResult.safeParse(rest).success).toBe(false);
  });

  it.each([
    ['a probability of 1.7', { probabilities: { nodule: 1.7 } }],
    ['a negative probability', { probabilities: { nodule: -0.1 } }],
    ['a probability that is no number', { probabilities: { nodule: NaN } }],
    ['a verdict that nobody gives', { verdict: 'normal' }],
    ['a refusal that is no code', { refusal: { code: 'because', details: {} } }],
    ['a frame before the first', { input: { ...valid.input, frame: -1 } }],
    ['a hash that is none', { input: { ...valid.input, pixelSha256: 'A'.repeat(64) } }],
    ['a negative time', { timingsMs: { ...valid.timingsMs, run: -1 } }],
    ['no threads', { provider: { name: 'cpu', threads: 0 } }],
    ['a threshold beyond 1', { operatingPoint: { ...valid.operatingPoint, threshold: 2 } }],
  ])('is refused with %s', (_name, change) => {
    expect(AnalysisResult.safeParse({ ...valid, ...change }).success).toBe(false);
  });

  it.each([
    ['no rows', { rows: 0 }],
    ['more columns than any network has', { columns: 513 }],
    ['a value that is no number', { values: [1, Infinity] }],
  ])('has no map with %s', (_name, change) => {
    expect(ActivationMap.safeParse({ ...valid.map, ...change }).success).toBe(false);
  });
});

describe('what a word is about', () => {
  const point = { name: 'default', label: 'a', threshold: 0.5, indeterminate: null };
  const probabilities = { a: 0.2, b: 0.7 };

  it('is the label of the operating point, however small its probability', () => {
    const said = headlineOf({ verdict: 'below', operatingPoint: point, probabilities });
    expect(said).toEqual({ label: 'a', probability: 0.2 });
  });

  it('is the likeliest where one of several is stated', () => {
    const said = headlineOf({ verdict: 'stated', operatingPoint: null, probabilities });
    expect(said).toEqual({ label: 'b', probability: 0.7 });
  });

  it('is nothing where nothing is stated', () => {
    expect(headlineOf({ verdict: 'stated', operatingPoint: null, probabilities: {} })).toBeNull();
    expect(headlineOf({ verdict: 'refused', operatingPoint: null, probabilities: {} })).toBeNull();
    expect(headlineOf({ verdict: 'indeterminate', operatingPoint: null, probabilities })).toBeNull();
  });
});

describe('a result of another task', () => {
  const base = {
    input: { instanceId: 1, frame: 0, pixelSha256: 'a'.repeat(64) },
    model: { id: 'lungs', version: '1.0.0', sha256: 'a'.repeat(64) },
    task: 'segmentation',
    verdict: 'stated',
    refusal: null,
    insisted: false,
    operatingPoint: null,
    warnings: [],
    probabilities: {},
    map: null,
    timingsMs: { read: 1, prepare: 1, load: 0, run: 1, explain: 0 },
    provider: { name: 'cpu', threads: 2 },
    versions: { application: '0.1.0', onnxruntime: '1.30.0' },
  };
  const segment = {
    label: 'lung',
    areaPx: 10,
    areaMm2: 2.5,
    volumeMm3: null,
    interval: { unit: 'mm2', low: 2, high: 3 },
    confidence: 0.9,
  };
  const artefact = {
    kind: 'mask',
    sha256: 'b'.repeat(64),
    name: `${'b'.repeat(32)}.mask.png`,
    format: 'png',
    bytes: 90,
    rows: 4,
    columns: 5,
    frames: 1,
    labels: ['lung'],
    values: null,
  };

  it.each([
    ['an outline', { segments: [segment], artefacts: [artefact] }],
    ['a volume', { input: { ...base.input, volume: { instanceIds: [1, 2], frames: 2 } } }],
    [
      'a point',
      {
        input: {
          ...base.input,
          point: { x: 1, y: 2, byDefault: false },
          crop: { row: -3, column: 0, rows: 8, columns: 8 },
        },
      },
    ],
    ['an anomaly', { task: 'anomaly', verdict: 'above', anomaly: { score: 2, threshold: 1, inside: false } }],
    ['a domain', { domain: { method: 'feature-distance', score: 3, threshold: 4, inside: true } }],
    ['a spread', { uncertainty: { method: 'flip', answers: 2, labels: { lung: { low: 0.1, high: 0.2 } } } }],
  ])('with %s is accepted as it is written', (_name, change) => {
    expect(AnalysisResult.parse({ ...base, ...change })).toEqual({ ...base, ...change });
  });

  it.each([
    ['a task that nobody runs', { task: 'divination' }],
    ['a negative area', { segments: [{ ...segment, areaPx: -1 }] }],
    ['part of a pixel', { segments: [{ ...segment, areaPx: 1.5 }] }],
    ['a confidence above 1', { segments: [{ ...segment, confidence: 1.1 }] }],
    ['a picture with a path for its name', { artefacts: [{ ...artefact, name: '../mask.png' }] }],
    ['a picture without a hash', { artefacts: [{ ...artefact, sha256: '' }] }],
    ['a volume of nothing', { input: { ...base.input, volume: { instanceIds: [], frames: 0 } } }],
  ])('is refused with %s', (_name, change) => {
    expect(AnalysisResult.safeParse({ ...base, ...change }).success).toBe(false);
  });
});
