import { describe, expect, it } from 'vitest';
import { affineOf } from '../../../src-shared/imaging/affine.ts';
import { calibrated } from '../../../src-shared/findings/calibrate.ts';
import type { Calibration } from '../../../src-shared/findings/model-output.ts';
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
  volumeOutliner,
  type Differently,
} from '../fixtures/small-models.fixture.ts';
import { expectationOf } from '../registry/expectation.ts';
import { maskOutputOf, maskProbabilities, outlineOf } from './segmentation.ts';

// The other side of every number here: torch, numpy, SciPy and Python's onnxruntime, by `make_fixtures.py`.

const noNormalisation = { mean: [0], std: [1] };
const digits = (values: ArrayLike<number>) => Array.from(values).join('');

const ofBlobs: Differently = {
  task: 'segmentation',
  input: { size: [32, 32], normalisation: noNormalisation },
  outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('blob')] }],
  calibration: { method: 'temperature', labels: { blob: { temperature: 1.5, ece: 0 } } },
};

describe('outlines in a squashed picture', () => {
  const wanted = expected.outline;
  const model = smallModel('outliner', {
    ...ofBlobs,
    postprocess: [
      { step: 'threshold', label: null, value: 0.6 },
      { step: 'largest-component', label: 'blob', count: 2, touch: 'corners' },
      { step: 'fill-holes', label: 'blob' },
      { step: 'smooth', label: 'blob', radiusPx: 2 },
    ],
  });
  const picture = smallPicture(45, 70, [smooth(45, 70, 0.4)]);

  it("come back on the source's own grid as Python makes them, step by step", async () => {
    const { outcome } = await askSmall(model, picture);
    const result = stored(outcome);
    const mask = made(outcome, 'mask');
    expect(mask).toMatchObject({ width: 70, height: 45, depth: 8, channels: 1 });
    expect(digits(mask.data)).toBe(wanted.mask);
    expect(mask.artefact).toMatchObject({ rows: 45, columns: 70, frames: 1, labels: ['blob'], format: 'png' });
    const map = made(outcome, 'probability');
    expect(map.depth).toBe(16);
    expect(
      farthestOf(
        every(map.data, 37),
        wanted.probability.map((value) => value * 65_535),
      ),
    ).toBeLessThan(1.6);
    expect(result).toMatchObject({
      verdict: 'stated',
      probabilities: {},
      artefacts: [{ kind: 'mask' }, { kind: 'probability' }],
    });
    const [segment] = result.segments!;
    expect(segment).toMatchObject({
      label: 'blob',
      areaPx: wanted.area,
      areaMm2: null,
      volumeMm3: null,
      interval: { unit: 'px', low: Math.min(wanted.narrow, wanted.area), high: wanted.wide },
    });
    expect(segment!.confidence).toBeCloseTo(wanted.confidence, 4);
  });

  it('tell how far the answers to mirror images lie apart, of the picture alone where it was padded', async () => {
    const padded = smallModel('outliner', {
      ...model.manifest,
      testTime: ['flip-rows'],
      input: {
        ...model.manifest.input,
        resize: { fit: 'letterbox', filter: 'linear' },
        pad: { mode: 'constant', value: 1, place: 'end' },
      },
    });
    const { outcome } = await askSmall(padded, smallPicture(20, 80, [smooth(20, 80, 0.4)]));
    const map = Array.from(made(outcome, 'probability').data, (value) => value / 65_535);
    const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
    const { low, high } = stored(outcome).uncertainty!.labels['blob']!;
    expect(low).toBeLessThan(high);
    expect((low + high) / 2).toBeCloseTo(mean, 4);
  });

  it('are measured where the file states a spacing', async () => {
    const spacing = { rowMm: 0.5, columnMm: 0.25, provenance: 'pixel-spacing' } as const;
    const { outcome } = await askSmall(model, smallPicture(45, 70, [smooth(45, 70, 0.4)], { spacing }));
    const [segment] = outcome.segments!;
    expect(segment!.areaMm2).toBeCloseTo(wanted.area / 8, 9);
    expect(outcome.warnings.map(({ code }) => code)).not.toContain('area-not-in-patient');
    expect(segment!.interval).toEqual({
      unit: 'mm2',
      low: Math.min(wanted.narrow, wanted.area) / 8,
      high: wanted.wide / 8,
    });
  });

  it('are measured in an ultrasound picture where its plane holds them, and counted where they reach beyond', async () => {
    const spacing = { rowMm: 0.5, columnMm: 0.25, provenance: 'ultrasound-regions' } as const;
    const plane = { left: 0, top: 0, bottom: 44, rowMm: 0.5, columnMm: 0.25, spatialFormat: '2d' as const };
    const asked = async (right: number) => {
      const change = { spacing, ultrasoundRegions: [{ ...plane, right }] };
      const { outcome } = await askSmall(model, smallPicture(45, 70, [smooth(45, 70, 0.4)], change));
      return outcome.segments![0]!;
    };
    expect((await asked(69)).areaMm2).toBeCloseTo(wanted.area / 8, 9);
    const beyond = await asked(30);
    expect(beyond).toMatchObject({ areaPx: wanted.area, areaMm2: null, interval: { unit: 'px', high: wanted.wide } });
  });

  it('measured on a detector say so', async () => {
    const spacing = { rowMm: 0.5, columnMm: 0.25, provenance: 'imager-pixel-spacing' } as const;
    const { outcome } = await askSmall(model, smallPicture(45, 70, [smooth(45, 70, 0.4)], { spacing }));
    expect(outcome.segments![0]!.areaMm2).toBeCloseTo(wanted.area / 8, 9);
    expect(outcome.warnings.map(({ code }) => code)).toContain('area-not-in-patient');
  });

  it('of a stack are made slice by slice, with progress, as one volume', async () => {
    const other = smooth(45, 70, 1.7);
    const stack = smallPicture(45, 70, [smooth(45, 70, 0.4), other]);
    const threshold = smallModel('outliner', {
      ...model.manifest,
      postprocess: model.manifest.postprocess.slice(0, 1),
    });
    const { outcome, told } = await askSmall(threshold, stack, { volume: volumeOf(stack, { spacingMm: [2, 1, 1] }) });
    const mask = made(outcome, 'mask');
    // nobody asked for the probability of every voxel
    expect(outcome.pictures).toHaveLength(1);
    expect(mask.header!.dims).toEqual([70, 45, 2]);
    for (const [slice, values] of [smooth(45, 70, 0.4), other].entries()) {
      const alone = await askSmall(threshold, smallPicture(45, 70, [values]));
      const own = mask.data.subarray(slice * 3150, (slice + 1) * 3150);
      expect(digits(own as Uint8Array)).toBe(digits(made(alone.outcome, 'mask').data));
    }
    const [segment] = outcome.segments!;
    expect(segment!.volumeMm3).toBe(segment!.areaPx * 2);
    expect(told).toContainEqual({ stage: 'run', done: 2, of: 2 });
  });
});

describe('outlines in frames that follow one another in time', () => {
  const phases = [0.4, 1.7, 2.9];
  const model = smallModel('outliner', {
    ...ofBlobs,
    postprocess: [
      { step: 'threshold', label: null, value: 0.6 },
      { step: 'largest-component', label: 'blob', count: 1, touch: 'faces' },
    ],
  });
  const spacing = { rowMm: 0.5, columnMm: 0.25, provenance: 'pixel-spacing' } as const;
  const asked = async (pictures: readonly Uint8Array[], change: Parameters<typeof smallPicture>[3] = {}) => {
    const film = smallPicture(45, 70, pictures, change);
    return (await askSmall(model, film, pictures.length > 1 ? { volume: volumeOf(film) } : {})).outcome;
  };

  it('are those of each frame asked alone: nothing touches through time, and nothing is summed over it', async () => {
    const pictures = phases.map((phase) => smooth(45, 70, phase));
    const cine = await asked(pictures);
    const alone = await Promise.all(pictures.map((one) => asked([one])));
    const mask = made(cine, 'mask').data;
    alone.forEach((each, frame) => {
      const own = mask.subarray(frame * 3150, (frame + 1) * 3150) as Uint8Array;
      expect(digits(own)).toBe(digits(made(each, 'mask').data));
    });
    const areas = alone.map(({ segments }) => segments![0]!.areaPx);
    const largest = areas.indexOf(Math.max(...areas));
    // the test can fail: the frames differ
    expect(new Set(areas).size).toBe(3);
    expect(cine.segments).toEqual([{ ...alone[largest]!.segments![0], byFrame: { areasPx: areas, largest } }]);
    expect(cine.segments![0]!.volumeMm3).toBeNull();
  });

  it('have an area in mm² where all frames state the same pixel', async () => {
    const pictures = phases.map((phase) => smooth(45, 70, phase));
    const [segment] = (await asked(pictures, { spacing })).segments!;
    expect(segment!.areaMm2).toBeCloseTo(segment!.areaPx / 8, 9);
    expect(segment!.interval!.unit).toBe('mm2');
  });
});

describe('probabilities of places', () => {
  const labels = [label('a'), label('b')];
  const grid = (...values: number[]) => ({
    channels: 3,
    slices: 1,
    rows: 1,
    columns: 1,
    values: Float32Array.from(values),
  });

  it('that a softmax says and curves correct share 1 with the background again, as those of whole pictures do', () => {
    const output = { name: 'mask', kind: 'mask', activation: 'softmax', labels } as const;
    const curve = { x: [0, 0.5, 1], y: [0, 0.9, 1], ece: 0 };
    const calibration: Calibration = { method: 'isotonic', labels: { a: curve, b: { x: [0, 1], y: [0, 1], ece: 0 } } };
    const logits = [0.2, 0.7, -0.4];
    const { values } = maskProbabilities(grid(...logits), output, calibration);
    const whole = calibrated(logits, ['a', 'b'], 'softmax', calibration);
    expect([...values]).toEqual(whole.map((value) => expect.closeTo(value, 6)));
  });

  it('that no curve gives a share are never the uncalibrated ones', () => {
    const output = { name: 'mask', kind: 'mask', activation: 'softmax', labels } as const;
    const none = { x: [0, 1], y: [0, 0], ece: 0 };
    const calibration: Calibration = { method: 'isotonic', labels: { a: none, b: none } };
    for (const logits of [
      [-90, 5, 0],
      [-90, 0.1, 0.3],
      [-90, 0, 0],
    ]) {
      for (const value of maskProbabilities(grid(...logits), output, calibration).values) {
        expect(value).toBeLessThanOrEqual(Math.fround(1 / 3));
      }
    }
  });

  it('of a network that ends with its own softmax exclude one another: the likeliest counts, also below a half', () => {
    const model = smallModel('outliner-3d', {
      ...volumeOutliner([8, 16, 16], 0.5).manifest,
      outputs: [{ name: 'mask', kind: 'mask', activation: 'identity', labels }],
    });
    const answer = { vectors: {}, grids: { mask: grid(0.3, 0.42, 0.28) } };
    const said = maskProbabilities(answer.grids.mask, maskOutputOf(model.manifest), { method: 'none' });
    expect([...outlineOf(said, model.manifest, answer).values]).toEqual([1]);
    expect(expectationOf(model.manifest).outputs[0]!.sides.get(1)).toEqual([2, 3]);
  });
});

describe('outlines around a point', () => {
  const wanted = expected.point;
  const model = smallModel('outliner-any', {
    task: 'segmentation',
    input: {
      modalities: ['CT'],
      point: { default: 'centre', cropPx: [24, 24] },
      size: [24, 24],
      range: { method: 'min-max' },
      normalisation: noNormalisation,
      pad: { mode: 'edge', value: 0, place: 'centre' },
    },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('nodule')] }],
  });
  const picture = smallPicture(60, 50, [formula(60, 50, 2, 3, 1)]);

  it('are those of Python, also where the crop reaches beyond the border, at their place in the source', async () => {
    const { outcome } = await askSmall(model, picture, { point: { x: 7, y: 55 } });
    expect(outcome.input).toMatchObject({
      point: { x: 7, y: 55, byDefault: false },
      crop: { row: wanted.crop[0], column: wanted.crop[1], rows: 24, columns: 24 },
    });
    expect(digits(made(outcome, 'mask').data)).toBe(wanted.mask);
    expect(outcome.segments![0]!.areaPx).toBe(wanted.area);
  });

  it('are told in the same numbers where nobody wants them as pictures', async () => {
    const point = { x: 7, y: 55 };
    const { outcome: all } = await askSmall(model, picture, { point });
    const { outcome } = await askSmall(model, picture, { point, withPictures: false });
    expect(outcome.segments).toEqual(all.segments);
    expect([outcome.pictures, outcome.artefacts]).toEqual([[], undefined]);
    expect(all.pictures).toHaveLength(2);
  });

  it('look at the centre where no point is given, and say so', async () => {
    const { outcome } = await askSmall(model, picture);
    expect(outcome.input).toMatchObject({ point: { x: 25, y: 30, byDefault: true }, crop: { row: 18, column: 13 } });
  });

  it.each([
    { x: -1, y: 5 },
    { x: 51, y: 5 },
    { x: 5, y: 61 },
    { x: NaN, y: 5 },
  ])('are not made around $x, $y, which lies outside', async (point) => {
    await expect(askSmall(model, picture, { point })).rejects.toMatchObject({ code: 'point-outside' });
  });

  it("say which crop and which scaling a scanner's picture got", async () => {
    const gate = { container: 'dicom', modality: 'CT', bodyPart: null, viewPosition: null, ageYears: null } as const;
    const { outcome } = await askSmall(model, picture, { gate });
    expect(outcome.warnings).toContainEqual({
      code: 'crop-scaled',
      details: { rows: 24, columns: 24, range: 'min-max' },
    });
  });
});

describe('outlines in a volume, piece by piece', () => {
  const wanted = expected.volume;
  const [slices, rows, columns] = [11, 21, 30];
  const frames = Array.from({ length: slices }, (_, z) => smooth(rows, columns, z / 3));
  const volume = smallPicture(rows, columns, frames, { rescale: { slope: 1, intercept: -60, unit: null } });
  const model = volumeOutliner([8, 16, 16], 0.5);

  it.each([
    ['axial', [1, 0, 0], [0, 1, 0]],
    ['axial', [0, -1, 0.3], [1, 0, 0.3]],
    ['coronal', [1, 0, 0], [0, 0, -1]],
    ['sagittal', [0, 1, 0], [0.2, 0, -1]],
  ] as const)('are made only of %s slices where the manifest is strict about it', async (plane, column, row) => {
    const { manifest } = model;
    const of = (planes: ('axial' | 'coronal' | 'sagittal')[]) => ({
      ...model,
      manifest: { ...manifest, input: { ...manifest.input, planes, strict: ['plane' as const] } },
    });
    const affine = affineOf(column, row, [0, 0, 0], [0, 0, 0]);
    const asked = { volume: volumeOf(volume, { affine }) };
    const other = plane === 'axial' ? 'coronal' : 'axial';
    const { outcome } = await askSmall(of([other]), volume, asked);
    expect(outcome).toMatchObject({
      verdict: 'refused',
      refusal: { code: 'plane-unsuitable', details: { found: plane, wanted: other } },
    });
    expect(outcome.segments).toBeUndefined();
    expect((await askSmall(of([plane]), volume, asked)).outcome.verdict).toBe('stated');
  });

  it('have the volume of slanted voxels, such as a tilted gantry makes, not of upright ones', async () => {
    // numpy.linalg.det; the steps' lengths would make 0.5 × 0.5 × hypot(2, 0.9)
    const affine = [
      [0.5, 0, 0, 0],
      [0, 0.5, 0.9, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 1],
    ] as const;
    const spacingMm = [Math.hypot(2, 0.9), 0.5, 0.5] as const;
    const { outcome } = await askSmall(model, volume, { volume: volumeOf(volume, { affine, spacingMm }) });
    for (const { areaPx, volumeMm3, interval } of outcome.segments!) {
      expect(volumeMm3).toBeCloseTo(areaPx * 0.5, 9);
      expect(interval!.low).toBeLessThanOrEqual(areaPx * 0.5);
      expect((interval!.high / 0.5) % 1).toBe(0);
    }
  });

  it("are those of Python: pieces blended by their Gaussian weights, in the source's grid and place", async () => {
    const affine = [
      [0.5, 0, 0, -10],
      [0, 0.5, 0, 20],
      [0, 0, 2, 30],
      [0, 0, 0, 1],
    ] as const;
    const asked = volumeOf(volume, { affine, spacingMm: [2, 0.5, 0.5] });
    const { outcome, told } = await askSmall(model, volume, { volume: asked, withProbabilities: true });
    const mask = made(outcome, 'mask');
    expect(mask.header!.dims).toEqual([columns, rows, slices]);
    expect(mask.header!.sform).toEqual(
      [-0.5, -0, -0, 10, -0, -0.5, -0, -20, 0, 0, 2, 30].map((v) => expect.closeTo(v, 5)),
    );
    const labels = digits(mask.data);
    const differing = [...labels].filter((value, i) => value !== wanted.labels[i]).length;
    // places where two labels are equally likely to seven digits may go either way
    expect(differing).toBeLessThanOrEqual(2);
    outcome.segments!.forEach(({ areaPx, volumeMm3 }, i) => {
      expect(Math.abs(areaPx - wanted.areas[i]!)).toBeLessThanOrEqual(2);
      expect(volumeMm3).toBeCloseTo(areaPx * 0.5, 9);
    });
    expect(told.filter(({ stage, done }) => stage === 'run' && done !== undefined)).toHaveLength(2 * 2 * 3);
    expect(stored(outcome).input.volume).toEqual({ instanceIds: [1], frames: 11 });
    expect(outcome.pictures.map(({ artefact }) => artefact.kind)).toEqual(['mask', 'probability', 'probability']);
    const map = made(outcome, 'probability');
    expect(map.header!.slope).toBeCloseTo(1 / 65_535, 9);
    const voxels = new Uint16Array(map.data.slice().buffer);
    expect(
      farthestOf(
        every(voxels, 101),
        wanted.probability.map((value) => value * 65_535),
      ),
    ).toBeLessThan(8);
  });
});
