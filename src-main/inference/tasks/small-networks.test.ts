import { describe, expect, it } from 'vitest';
import { InstanceId } from '../../../src-shared/contract/ids.ts';
import { analyze } from '../pipeline.ts';
import { sequenceOfStudies } from '../volume.ts';
import expected from '../fixtures/expected.json' with { type: 'json' };
import { made, stored } from '../fixtures/made-files.fixture.ts';
import {
  askSmall,
  every,
  farthestOf,
  formula,
  label,
  smallModel,
  smallPicture,
  smooth,
  volumeOf,
  type Differently,
  type SmallPicture,
} from '../fixtures/small-models.fixture.ts';

// The other side of every number here: torch, numpy, SciPy and Python's onnxruntime, by `make_fixtures.py`.

const squash = { fit: 'squash', filter: 'triangle-antialias' } as const;
const asItIs = { fit: 'none', filter: 'linear' } as const;
const none = { method: 'none' } as const;
const noNormalisation = { mean: [0], std: [1] };

describe('a classifier of colour pictures, labels that exclude one another', () => {
  const wanted = expected.classification;
  const rgb = [
    [3, 5, 1],
    [2, 7, 3],
    [11, 1, 2],
  ].map(([a, b, k]) => formula(40, 52, a!, b!, k!));
  const picture = smallPicture(40, 52, [
    Uint8Array.from({ length: 40 * 52 * 3 }, (_, i) => rgb[i % 3]![Math.floor(i / 3)]!),
  ]);
  const labels = ['a', 'b', 'c'].map(label);
  const describe2 = (layout: 'NCHW' | 'NHWC', threshold = 1): Differently => ({
    input: {
      channels: 3,
      size: [32, 32],
      resize: squash,
      range: none,
      normalisation: { mean: [0.5, 0.4, 0.6], std: [0.25, 0.3, 0.2] },
      layout,
    },
    outputs: [
      { name: 'logits', kind: 'logits', activation: 'softmax', labels },
      { name: 'cam', kind: 'activation', labels: ['a', 'b', 'c'] },
      { name: 'embedding', kind: 'embedding' },
    ],
    calibration: { method: 'temperature', softmax: { temperature: 1.3, ece: 0 } },
    domain: {
      method: 'feature-distance',
      output: 'embedding',
      means: wanted.means,
      whitening: { rows: 8, values: wanted.whitening },
      threshold,
    },
  });

  it.each([
    ['NCHW', 'classifier'],
    ['NHWC', 'classifier-nhwc'],
  ] as const)('says in %s what Python says', async (layout, name) => {
    const { outcome } = await askSmall(smallModel(name, describe2(layout)), picture);
    const result = stored(outcome);
    expect(farthestOf(Object.values(result.probabilities), wanted.probabilities)).toBeLessThan(1e-4);
    expect(result).toMatchObject({ verdict: 'stated', operatingPoint: null, map: { label: 'c', rows: 8, columns: 8 } });
    expect(farthestOf(result.map!.values, wanted.cam)).toBeLessThan(1e-4);
    expect(Math.abs(result.domain!.score - wanted.distance)).toBeLessThan(1e-4);
    expect(result.domain).toMatchObject({ method: 'feature-distance', threshold: 1, inside: true });
  });

  it('refuses a picture that lies beyond the threshold, without a number, unless the person insists', async () => {
    const model = smallModel('classifier', describe2('NCHW', wanted.distance * 0.99));
    const refused = stored((await askSmall(model, picture)).outcome);
    expect(refused).toMatchObject({
      verdict: 'refused',
      refusal: { code: 'out-of-domain' },
      probabilities: {},
      map: null,
      domain: { inside: false },
    });
    const insisted = stored((await askSmall(model, picture, { insist: true })).outcome);
    expect(insisted).toMatchObject({ insisted: true, verdict: 'stated', refusal: { code: 'out-of-domain' } });
    expect(insisted.warnings[0]?.code).toBe('result-insisted');
    expect(farthestOf(Object.values(insisted.probabilities), wanted.probabilities)).toBeLessThan(1e-4);
  });

  it('takes a picture that lies on the threshold', async () => {
    const { outcome } = await askSmall(smallModel('classifier', describe2('NCHW', wanted.distance * 1.001)), picture);
    expect(outcome.refusal).toBeNull();
  });

  it('says how far its answers to mirrored pictures lie apart', async () => {
    const model = smallModel('classifier', { ...describe2('NCHW'), testTime: ['flip-columns', 'flip-rows'] });
    const { outcome, told } = await askSmall(model, picture);
    const { uncertainty, probabilities } = stored(outcome);
    expect(uncertainty).toMatchObject({ method: 'flip', answers: 3 });
    for (const [id, { low, high }] of Object.entries(uncertainty!.labels)) {
      expect(low).toBeLessThan(high);
      expect(probabilities[id]).toBeGreaterThanOrEqual(low);
      expect(probabilities[id]).toBeLessThanOrEqual(high);
    }
    expect(told.filter(({ done }) => done !== undefined)).toEqual(
      [1, 2, 3].map((done) => ({ stage: 'run', done, of: 3 })),
    );
  });

  it('says the same without its map where nobody wants pictures, but with one that was asked for', async () => {
    const model = smallModel('classifier', describe2('NCHW'));
    const all = stored((await askSmall(model, picture)).outcome);
    const word = stored((await askSmall(model, picture, { withPictures: false })).outcome);
    expect(all.map).not.toBe(null);
    expect({ ...word, timingsMs: 0 }).toEqual({ ...all, map: null, timingsMs: 0 });
    const explained = stored((await askSmall(model, picture, { withPictures: false, explain: 'occlusion' })).outcome);
    expect(explained.map?.method).toBe('occlusion');
  });

  it('is not loaded with other labels than it has outputs', async () => {
    const two = describe2('NCHW');
    const outputs = two.outputs!.map((each) =>
      'labels' in each ? { ...each, labels: each.labels.slice(0, 2) } : each,
    );
    const wrong = smallModel('classifier', { ...two, outputs: outputs as ModelOutputs });
    await expect(askSmall(wrong, picture)).rejects.toMatchObject({ code: 'manifest-mismatch' });
  });
});

type ModelOutputs = NonNullable<Differently['outputs']>;

describe('a network that has lost its way', () => {
  it('has no word, though its logits are numbers: its features are not', async () => {
    const lost = smallModel('lost', {
      input: { size: [32, 32], resize: squash, range: none, normalisation: noNormalisation },
      outputs: [
        { name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] },
        { name: 'embedding', kind: 'embedding' },
      ],
    });
    await expect(askSmall(lost, smallPicture(32, 32, [smooth(32, 32, 0)]))).rejects.toMatchObject({
      code: 'model-output-invalid',
      details: { output: 'embedding' },
    });
  });
});

describe('a reader of sequences', () => {
  const model = smallModel('reader', {
    task: 'sequence',
    input: {
      kind: 'sequence',
      size: [null, 16, 16],
      resize: { fit: 'squash', filter: 'nearest' },
      range: none,
      normalisation: noNormalisation,
      layout: 'NTCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('normal'), label('mass')] }],
    selfTest: { size: [5, 16, 16] } as never,
  });
  const steps = (count: number) =>
    Array.from({ length: count }, (_, t) => smooth(16, 16, t / 2).map((value) => (value > 128 ? 1 : 0)));

  it.each([3, 9] as const)('says of %s steps what Python says', async (count) => {
    const stack = smallPicture(16, 16, steps(count));
    const { outcome } = await askSmall(model, stack, { volume: volumeOf(stack) });
    const wanted = expected.sequence[String(count) as '3'];
    expect(farthestOf(Object.values(stored(outcome).probabilities), wanted)).toBeLessThan(1e-4);
    expect(outcome.warnings).toContainEqual({ code: 'result-uncalibrated', details: {} });
  });

  describe('of films of a patient’s studies', () => {
    const byStudy = smallModel('reader', {
      ...model.manifest,
      input: { ...model.manifest.input, steps: 'studies', range: { method: 'none', values: 'modality' } },
    });
    /** A step in pixels of some size: the network's grid takes every one of them for what it was. */
    const enlarged = (step: Uint8Array, high: number, wide: number) =>
      smallPicture(16 * high, 16 * wide, [
        Uint8Array.from({ length: 256 * high * wide }, (_, i) => {
          const [row, column] = [Math.floor(i / (16 * wide)), i % (16 * wide)];
          return step[Math.floor(row / high) * 16 + Math.floor(column / wide)] as number;
        }),
      ]);
    const films = (order: readonly number[]) => {
      const all = steps(3).map((step, i) => enlarged(step, 1 + 2 * i, 3 - i));
      return order.map((n) => all[n]!);
    };
    const ask = (pictures: readonly SmallPicture[]) => {
      const ids = pictures.map((_, i) => InstanceId.parse(i + 1));
      const volume = sequenceOfStudies(ids.map((id, i) => ({ id, description: pictures[i]! })));
      const [instanceId, { pixels }] = [ids.at(-1)!, pictures.at(-1)!];
      const gate = { container: 'dicom', modality: 'OT', bodyPart: null, viewPosition: null, ageYears: 4 } as const;
      const asked = { instanceId, frame: 0, pixels, gate, insist: false, model: byStudy, threads: 1, volume };
      const source = { frame: (id: InstanceId) => Promise.resolve(pictures[id - 1]!.frames[0]!) };
      return analyze(asked, source, () => undefined);
    };

    it('says what Python says, whatever sizes they have, and names them all', async () => {
      const outcome = await ask(films([0, 1, 2]));
      expect(farthestOf(Object.values(outcome.probabilities), expected.sequence['3'])).toBeLessThan(1e-4);
      expect(outcome.input).toMatchObject({
        instanceId: 3,
        volume: { instanceIds: [1, 2, 3], frames: 3, studies: true },
      });
    });

    it('minds their order, and every one of them', async () => {
      const right = await ask(films([0, 1, 2]));
      for (const order of [
        [1, 0, 2],
        [1, 2],
      ]) {
        const other = await ask(films(order));
        expect(
          farthestOf(Object.values(other.probabilities), Object.values(right.probabilities)),
          String(order),
        ).toBeGreaterThan(1e-4);
        expect(other.input.pixelSha256).not.toBe(right.input.pixelSha256);
      }
    });

    it('refuses them where one shows nothing', async () => {
      const outcome = await ask([smallPicture(20, 20, [new Uint8Array(400).fill(7)]), ...films([1, 2])]);
      expect(outcome).toMatchObject({ verdict: 'refused', refusal: { code: 'image-blank' }, probabilities: {} });
    });
  });

  it('minds the order of its steps', async () => {
    const stack = smallPicture(16, 16, steps(9).reverse());
    const { outcome } = await askSmall(model, stack, { volume: volumeOf(stack) });
    expect(farthestOf(Object.values(outcome.probabilities), expected.sequence['9'])).toBeGreaterThan(1e-4);
  });
});

describe('a network that doubles a picture', () => {
  const model = smallModel('doubler', {
    task: 'enhancement',
    input: { size: [null, null], multiple: 4, resize: asItIs, range: none, normalisation: noNormalisation },
    outputs: [{ name: 'picture', kind: 'image', scale: 2, black: 0, white: 1 }],
    tiling: { size: [32, 32], overlap: 0.25 },
  });

  it('makes in tiles what Python makes, 16 bits deep, and says what its values stand for', async () => {
    const { outcome } = await askSmall(model, smallPicture(50, 61, [smooth(50, 61, 0.9)]));
    const picture = made(outcome, 'enhanced');
    expect(picture).toMatchObject({ width: 122, height: 100, depth: 16, channels: 1 });
    expect(farthestOf(every(picture.data, 53), expected.enhancement.values)).toBeLessThan(3);
    expect(stored(outcome)).toMatchObject({
      verdict: 'stated',
      artefacts: [{ kind: 'enhanced', rows: 100, columns: 122, values: { low: 0, high: 255 } }],
    });
  });

  it('makes none where nobody wants one', async () => {
    const { outcome } = await askSmall(model, smallPicture(50, 61, [smooth(50, 61, 0.9)]), { withPictures: false });
    expect(stored(outcome)).toMatchObject({ verdict: 'stated' });
    expect([outcome.pictures, outcome.artefacts]).toEqual([[], undefined]);
  });

  it('keeps modality values that no range was given for, and says which they are', async () => {
    // Hounsfield units as they are: between 0 and 1 lies next to nothing of them
    const range = { method: 'none', values: 'modality' } as const;
    const units = smallModel('doubler', { ...model.manifest, input: { ...model.manifest.input, range } });
    const shifted = Int16Array.from(smooth(50, 61, 0.9), (value) => value * 8 - 1000);
    const { outcome } = await askSmall(units, smallPicture(50, 61, [shifted]));
    const { data } = made(outcome, 'enhanced');
    const { low, high } = outcome.artefacts![0]!.values!;
    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 65_535]);
    expect(low).toBeLessThan(-800);
    expect(high).toBeGreaterThan(800);
  });

  it('leaves a picture of one tile or less whole', async () => {
    const { outcome } = await askSmall(model, smallPicture(9, 11, [smooth(9, 11, 0.9)]));
    expect(made(outcome, 'enhanced')).toMatchObject({ width: 22, height: 18 });
  });
});

describe('an autoencoder that looks for the unusual', () => {
  const wanted = expected.anomaly;
  const asked = (measure: 'mean-squared' | 'mean-absolute', threshold: number) =>
    smallModel('remaker', {
      task: 'anomaly',
      input: { size: [32, 32], resize: squash, range: none, normalisation: noNormalisation },
      outputs: [{ name: 'reconstruction', kind: 'reconstruction' }],
      anomaly: { method: 'reconstruction', output: 'reconstruction', measure, threshold },
    });
  const picture = smallPicture(40, 36, [smooth(40, 36, 0.2)]);

  it.each([
    ['mean-squared', wanted.squared],
    ['mean-absolute', wanted.absolute],
  ] as const)('scores by the %s difference as Python does', async (measure, score) => {
    const above = stored((await askSmall(asked(measure, score * 0.9), picture)).outcome);
    expect(above.anomaly!.score).toBeCloseTo(score, 5);
    expect(above).toMatchObject({ verdict: 'above', anomaly: { inside: false } });
    const below = stored((await askSmall(asked(measure, score * 1.1), picture)).outcome);
    expect(below).toMatchObject({ verdict: 'below', anomaly: { inside: true } });
  });

  it("shows where, on the source's grid", async () => {
    const { outcome } = await askSmall(asked('mean-squared', 1), picture);
    const map = made(outcome, 'map');
    const { high } = map.artefact.values!;
    expect(map).toMatchObject({ width: 36, height: 40 });
    expect(
      farthestOf(
        every(map.data, 29).map((value) => (value / 65_535) * high),
        wanted.map,
      ),
    ).toBeLessThan(1e-4);
  });

  it('says the same without the picture where nobody wants that', async () => {
    const [all, word] = [
      await askSmall(asked('mean-squared', 1), picture),
      await askSmall(asked('mean-squared', 1), picture, { withPictures: false }),
    ];
    expect(word.outcome.anomaly).toEqual(all.outcome.anomaly);
    expect([all.outcome.pictures.length, word.outcome.pictures.length]).toEqual([1, 0]);
  });
});
