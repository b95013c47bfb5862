import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { decodeClassification, type OutputTensor } from './classification.ts';

const LABELS = ['pneumonia', 'bacterial'];

/** The shipped network's description with numbers that can be followed in the head. */
function manifestWith(change: (manifest: ModelManifest) => Partial<ModelManifest> = () => ({})): ModelManifest {
  const manifest = ModelManifest.parse(shipped);
  const [point] = manifest.operatingPoints as [ModelManifest['operatingPoints'][number]];
  const simple: ModelManifest = {
    ...manifest,
    calibration: {
      method: 'temperature',
      labels: { pneumonia: { temperature: 2, ece: 0 }, bacterial: { temperature: 0.5, ece: 0 } },
    },
    operatingPoints: [{ ...point, threshold: 0.5 }],
    indeterminate: { pneumonia: [0.45, 0.55] },
  };
  return { ...simple, ...change(simple) };
}

const tensor = (dims: number[], values: number[]): OutputTensor => ({ dims, data: Float32Array.from(values) });

function outputs(logits: number[], change: Record<string, OutputTensor> = {}): Record<string, OutputTensor> {
  return {
    logits: tensor([1, logits.length], logits),
    cam: tensor([1, 2, 2, 3], [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]),
    embedding: tensor([1, 2], [0, 0]),
    ...change,
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const INVALID = expect.objectContaining({ code: 'model-output-invalid' });

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return 'nothing was thrown';
}

describe('decodeClassification', () => {
  it("divides each logit by its own label's temperature", () => {
    const { probabilities } = decodeClassification(outputs([3, -1]), manifestWith());
    expect(Object.keys(probabilities)).toEqual(LABELS);
    expect(probabilities['pneumonia']).toBeCloseTo(sigmoid(1.5), 12);
    expect(probabilities['bacterial']).toBeCloseTo(sigmoid(-2), 12);
  });

  it('never leaves 0 to 1 and rises with the logit, for every number that a network can say', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const lower = decodeClassification(outputs([low, 0]), manifestWith()).probabilities['pneumonia'] as number;
        const higher = decodeClassification(outputs([high, 0]), manifestWith()).probabilities['pneumonia'] as number;
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(higher).toBeLessThanOrEqual(1);
        expect(higher).toBeGreaterThanOrEqual(lower);
      }),
    );
  });

  it.each([
    [4, 'above'],
    [0, 'indeterminate'],
    [-4, 'below'],
  ])('gives the verdict on the calibrated probability: a logit of %s is %s', (logit, verdict) => {
    expect(decodeClassification(outputs([logit, 0]), manifestWith()).verdict).toBe(verdict);
  });

  it('judges by the calibrated probability, not by the bare logit', () => {
    // sigmoid(0.3) lies above the band, sigmoid(0.3 / 2) within it
    expect(decodeClassification(outputs([0.3, 0]), manifestWith()).verdict).toBe('indeterminate');
    const uncalibrated = manifestWith(({ calibration }) => ({
      calibration: { ...calibration, labels: { ...calibration.labels, pneumonia: { temperature: 1, ece: 0 } } },
    }));
    expect(decodeClassification(outputs([0.3, 0]), uncalibrated).verdict).toBe('above');
  });

  it('says by which operating point it judged', () => {
    expect(decodeClassification(outputs([1, 1]), manifestWith()).operatingPoint).toEqual({
      name: 'default',
      label: 'pneumonia',
      threshold: 0.5,
      indeterminate: [0.45, 0.55],
    });
    const bandless = manifestWith(() => ({ indeterminate: {} }));
    expect(decodeClassification(outputs([1, 1]), bandless).operatingPoint?.indeterminate).toBeNull();
  });

  it('is never sure without an operating point', () => {
    const pointless = manifestWith(() => ({ operatingPoints: [] }));
    expect(decodeClassification(outputs([20, 20]), pointless)).toMatchObject({
      verdict: 'indeterminate',
      operatingPoint: null,
    });
  });

  it("hands over the map of the judged label and not its neighbour's", () => {
    expect(decodeClassification(outputs([1, 1]), manifestWith()).map).toEqual({
      label: 'pneumonia',
      rows: 2,
      columns: 3,
      values: [1, 2, 3, 4, 5, 6],
    });
    const other = manifestWith(({ operatingPoints }) => ({
      operatingPoints: operatingPoints.map((point) => ({ ...point, label: 'bacterial' })),
    }));
    expect(decodeClassification(outputs([1, 1]), other).map).toMatchObject({
      label: 'bacterial',
      values: [10, 20, 30, 40, 50, 60],
    });
  });

  it("finds the label's channel by the map's own list of labels", () => {
    const swapped = manifestWith(({ outputs: described }) => ({
      outputs: described.map((output) =>
        output.kind === 'activation' ? { ...output, labels: ['bacterial', 'pneumonia'] } : output,
      ),
    }));
    expect(decodeClassification(outputs([1, 1]), swapped).map).toMatchObject({
      label: 'pneumonia',
      values: [10, 20, 30, 40, 50, 60],
    });
  });

  it('has no map where the network has none', () => {
    const mapless = manifestWith(({ outputs: described }) => ({
      outputs: described.filter(({ kind }) => kind !== 'activation'),
    }));
    expect(decodeClassification(outputs([1, 1]), mapless).map).toBeNull();
  });

  it.each([NaN, Infinity, -Infinity])('refuses %s wherever it stands among the logits or in any map', (bad) => {
    for (const place of [0, 1]) {
      const logits = [0, 0];
      logits[place] = bad;
      expect(codeOf(() => decodeClassification(outputs(logits), manifestWith()))).toEqual(INVALID);
    }
    for (let place = 0; place < 12; place++) {
      const values = new Array<number>(12).fill(1);
      values[place] = bad;
      const spoilt = outputs([1, 1], { cam: tensor([1, 2, 2, 3], values) });
      expect(codeOf(() => decodeClassification(spoilt, manifestWith()))).toEqual(INVALID);
    }
  });

  it.each([
    ['one logit for two labels', { logits: tensor([1, 1], [1]) }],
    ['three logits for two labels', { logits: tensor([1, 3], [1, 2, 3]) }],
    ['no logits at all', { logits: tensor([1, 0], []) }],
    ['a map without channels', { cam: tensor([2, 2, 3], new Array<number>(12).fill(1)) }],
    ['a map of one channel for two labels', { cam: tensor([1, 1, 2, 3], new Array<number>(6).fill(1)) }],
    ['a map without rows', { cam: tensor([1, 2, 0, 3], []) }],
    ['a map without columns', { cam: tensor([1, 2, 3, 0], []) }],
    ['a map of five dimensions', { cam: tensor([1, 2, 2, 3, 1], new Array<number>(12).fill(1)) }],
  ])('refuses %s', (_name, change) => {
    expect(codeOf(() => decodeClassification(outputs([1, 1], change), manifestWith()))).toEqual(INVALID);
  });

  it.each(['logits', 'cam'])('refuses an answer in which %s is missing, and says so', (name) => {
    const { [name]: _missing, ...rest } = outputs([1, 1]);
    expect(codeOf(() => decodeClassification(rest, manifestWith()))).toMatchObject({
      code: 'model-output-invalid',
      details: { output: name },
    });
  });
});
