import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { fromTensor } from '../../../src-shared/pixels/grid.ts';
import { activationMapOf } from '../activation-map.ts';
import type { Answer } from '../ask-network.ts';
import { decodeClassification } from './classification.ts';

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

/** What the network said, as the pipeline reads it. */
function answer(logits: number[], cam = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]): Answer {
  return {
    vectors: { logits: Float32Array.from(logits), embedding: new Float32Array(2) },
    grids: { cam: fromTensor(Float32Array.from(cam), [1, 2, 2, 3], 'NCHW') },
  };
}

const outputs = (logits: number[]) => [answer(logits)];

const labelsIn = (calibration: ModelManifest['calibration']) =>
  calibration.method === 'temperature' ? calibration.labels : {};

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** The map of the label that the word is about, of a picture that fills the network's input. */
function mapOf(manifest: ModelManifest) {
  const [said] = outputs([1, 1]) as [Answer];
  const { headline } = decodeClassification([said], manifest);
  const whole = { row: 0, column: 0, rows: 160, columns: 160 };
  const placement = { crop: whole, region: whole, slices: 1, firstSlice: 0, range: { low: 0, high: 1, cut: true } };
  return activationMapOf(said, manifest, headline, { grid: whole, placement, rows: 160, columns: 160 });
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
      calibration: {
        method: 'temperature',
        labels: { ...labelsIn(calibration), pneumonia: { temperature: 1, ece: 0 } },
      },
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

  /** Two labels that stand each for itself. */
  const independent = (change: (manifest: ModelManifest) => Partial<ModelManifest>) =>
    manifestWith((manifest) => ({
      outputs: manifest.outputs.map((output) =>
        output.kind === 'logits'
          ? { ...output, labels: output.labels.map((label) => ({ ...label, given: null })) }
          : output,
      ),
      ...change(manifest),
    }));

  it('speaks of the label that is judged most severely, so that none above its threshold hides behind another', () => {
    const each = independent(({ operatingPoints: [point] }) => ({
      operatingPoints: [point!, { ...point!, label: 'bacterial' }],
    }));
    expect(decodeClassification(outputs([-4, 4]), each)).toMatchObject({
      headline: 'bacterial',
      verdict: 'above',
      operatingPoint: { label: 'bacterial' },
    });
    // indeterminate before below, and the first of equals
    expect(decodeClassification(outputs([0, -4]), each)).toMatchObject({
      headline: 'pneumonia',
      verdict: 'indeterminate',
    });
    expect(decodeClassification(outputs([4, 4]), each).headline).toBe('pneumonia');
    expect(decodeClassification(outputs([-4, -4]), each)).toMatchObject({ headline: 'pneumonia', verdict: 'below' });
  });

  it('looks at the likeliest of labels that no threshold judges, and states none', () => {
    const pointless = independent(() => ({ operatingPoints: [], indeterminate: {} }));
    expect(decodeClassification(outputs([-4, 4]), pointless)).toMatchObject({
      headline: 'bacterial',
      verdict: 'indeterminate',
      operatingPoint: null,
    });
  });

  it("hands over the map of the judged label and not its neighbour's", () => {
    expect(mapOf(manifestWith())).toEqual({
      label: 'pneumonia',
      rows: 2,
      columns: 3,
      values: [1, 2, 3, 4, 5, 6],
    });
    const other = manifestWith(({ operatingPoints }) => ({
      operatingPoints: operatingPoints.map((point) => ({ ...point, label: 'bacterial' })),
    }));
    expect(mapOf(other)).toMatchObject({
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
    expect(mapOf(swapped)).toMatchObject({
      label: 'pneumonia',
      values: [10, 20, 30, 40, 50, 60],
    });
  });

  it('has no map where the network has none', () => {
    const mapless = manifestWith(({ outputs: described }) => ({
      outputs: described.filter(({ kind }) => kind !== 'activation'),
    }));
    expect(mapOf(mapless)).toBeNull();
  });
});

describe('labels that exclude one another', () => {
  const exclusive = (change: Partial<ModelManifest> = {}) =>
    manifestWith(({ outputs: described }) => ({
      outputs: described.map((each) => (each.kind === 'logits' ? { ...each, activation: 'softmax' as const } : each)),
      calibration: { method: 'temperature', softmax: { temperature: 2, ece: 0 } },
      operatingPoints: [],
      indeterminate: {},
      ...change,
    }));

  it('share a probability of 1 under one temperature', () => {
    const { probabilities } = decodeClassification(outputs([3, 1]), exclusive());
    expect(probabilities['pneumonia']).toBeCloseTo(sigmoid((3 - 1) / 2), 12);
    expect(probabilities['pneumonia']! + probabilities['bacterial']!).toBeCloseTo(1, 12);
  });

  it('do not overflow', () => {
    const { probabilities } = decodeClassification(outputs([5000, -5000]), exclusive());
    expect(probabilities).toEqual({ pneumonia: 1, bacterial: 0 });
  });

  it('are stated by the likeliest, unless that lies within its band', () => {
    expect(decodeClassification(outputs([0, 4]), exclusive())).toMatchObject({
      headline: 'bacterial',
      verdict: 'stated',
    });
    const unsure = exclusive({ indeterminate: { bacterial: [0, 0.7] } });
    expect(decodeClassification(outputs([0, 0.1]), unsure).verdict).toBe('indeterminate');
    expect(decodeClassification(outputs([0, 4]), unsure).verdict).toBe('stated');
  });

  it('are judged by an operating point where one is given: one against the rest', () => {
    const [point] = manifestWith().operatingPoints;
    const judged = exclusive({ operatingPoints: [{ ...point!, label: 'pneumonia', threshold: 0.3 }] });
    expect(decodeClassification(outputs([0, 3]), judged)).toMatchObject({ headline: 'pneumonia', verdict: 'below' });
    expect(decodeClassification(outputs([0, 0.5]), judged)).toMatchObject({ headline: 'pneumonia', verdict: 'above' });
  });

  it('follow isotonic curves and share 1 again', () => {
    const curve = { x: [0, 0.5, 1], y: [0.1, 0.2, 0.9], ece: 0 };
    const isotonic = exclusive({
      calibration: { method: 'isotonic', labels: { pneumonia: curve, bacterial: { x: [0, 1], y: [0, 1], ece: 0 } } },
    });
    const raw = sigmoid(1);
    const curved = 0.2 + ((raw - 0.5) / 0.5) * 0.7;
    const { probabilities } = decodeClassification(outputs([1, 0]), isotonic);
    expect(probabilities['pneumonia']).toBeCloseTo(curved / (curved + 1 - raw), 10);
  });
});

describe('a network that ends with its own activation', () => {
  const ended = (change: Partial<ModelManifest> = {}) =>
    manifestWith(({ outputs: described }) => ({
      outputs: described.map((each) => (each.kind === 'logits' ? { ...each, activation: 'identity' as const } : each)),
      calibration: { method: 'none' },
      operatingPoints: [],
      indeterminate: {},
      selfTest: { ...shipped.selfTest, expected: {} } as ModelManifest['selfTest'],
      ...change,
    }));
  const oneLabel = ended().outputs.map((each) =>
    each.kind === 'logits' ? { ...each, labels: each.labels.slice(0, 1) } : each,
  );

  it('states the likeliest of labels that share a probability of 1', () => {
    expect(decodeClassification(outputs([0.1, 0.9]), ended())).toMatchObject({
      headline: 'bacterial',
      verdict: 'stated',
    });
  });

  it.each([
    ['share', [0.25, 0.75], 'stated'],
    ['come to', [0.4, 0.3], 'indeterminate'],
  ] as const)(
    'states one of labels that %s a probability of 1 only where they do in the self-test too',
    (_, tested, verdict) => {
      const selfTest = { ...ended().selfTest, expected: { logits: [...tested] } };
      expect(decodeClassification(outputs([0.3, 0.7]), ended({ selfTest })).verdict).toBe(verdict);
    },
  );

  it.each([[[0.1, 0.2]], [[0.9, 0.8]], [[0, 0]]])(
    'states none of labels that each stand for themselves: %s',
    (said) => {
      expect(decodeClassification(outputs(said), ended())).toMatchObject({
        headline: 'pneumonia',
        verdict: 'indeterminate',
      });
    },
  );

  it('never states the only label that it has, however unlikely or likely', () => {
    for (const said of [0.02, 1]) {
      const { verdict, probabilities } = decodeClassification(outputs([said]), ended({ outputs: oneLabel }));
      expect([verdict, probabilities['pneumonia']]).toEqual(['indeterminate', Math.fround(said)]);
    }
  });
});

describe('answers to mirrored pictures', () => {
  it('count alike, and their spread is told', () => {
    const plain = manifestWith();
    const word = decodeClassification([answer([4, 0]), answer([0, 0])], plain);
    const [a, b] = [sigmoid(2), 0.5];
    expect(word.probabilities['pneumonia']).toBeCloseTo((a + b) / 2, 12);
    expect(word.uncertainty).toMatchObject({ method: 'flip', answers: 2, labels: { pneumonia: { low: b } } });
    expect(word.uncertainty?.labels['pneumonia']?.high).toBeCloseTo(a, 12);
    expect(decodeClassification([answer([4, 0])], plain)).not.toHaveProperty('uncertainty');
  });
});
