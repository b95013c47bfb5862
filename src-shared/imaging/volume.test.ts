import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../contract/coded.ts';
import { sampleArray, type Frame } from './frame.ts';
import type { PixelDescription, SampleType } from './instance.ts';
import { modalityOf } from './presentation.ts';
import { assembleSeries } from './series-assembly.ts';
import type { SeriesInstance } from './series-plane.ts';
import { axialSlice } from './series.fixture.ts';
import { fetchVolume, planVolume, type SliceSource, type VolumePlan } from './volume.ts';

const ROWS = 4;
const COLUMNS = 6;

const slicesOf = (pixels: Partial<PixelDescription>[]) =>
  pixels.map((own, i) => axialSlice(i + 1, i * 2.5, { pixels: own }));

function planned(instances: readonly SeriesInstance[]): VolumePlan<SeriesInstance> {
  const { displaySets } = assembleSeries(instances);
  expect(displaySets).toHaveLength(1);
  return planVolume(displaySets[0]!);
}

function regular(instances: readonly SeriesInstance[]) {
  const plan = planned(instances);
  if (!plan.regular) throw new Error(plan.whyNot.code);
  return plan;
}

/** A frame whose stored values follow from slice number and pixel, `spread` apart. */
function frameFor(
  { instance, sampleType }: Pick<SliceSource<SeriesInstance>, 'instance' | 'sampleType'>,
  spread = 1,
): Frame {
  const values = sampleArray(
    sampleType,
    new ArrayBuffer(ROWS * COLUMNS * sampleArray(sampleType, new ArrayBuffer(0)).BYTES_PER_ELEMENT),
  );
  const n = instance.description.instanceNumber!;
  for (let i = 0; i < values.length; i++) values[i] = (n * 100 + i) * spread;
  return { rows: ROWS, columns: COLUMNS, samplesPerPixel: 1, sampleType, values };
}

const fetched = (instances: readonly SeriesInstance[]) =>
  fetchVolume(regular(instances), async (source) => frameFor(source));

describe('a volume', () => {
  it('holds the stored values in the stored type, with one scale and the exact affine', async () => {
    const { description, values } = await fetched(slicesOf([{}, {}, {}]));
    expect(description).toEqual({
      columns: 6,
      rows: 4,
      slices: 3,
      sampleType: 'int16',
      slope: 1,
      intercept: -1024,
      unit: 'HU',
      padding: null,
      affine: [
        [0.5, 0, 0, -1],
        [0, 0.5, 0, -2],
        [0, 0, 2.5, 0],
        [0, 0, 0, 1],
      ],
      spacingMm: { column: 0.5, row: 0.5, slice: 2.5 },
      tiltDegrees: 0,
      conversion: 'none',
      warnings: [],
    });
    expect(values).toBeInstanceOf(Int16Array);
    expect(values.byteLength).toBe(3 * ROWS * COLUMNS * 2);
    expect([values[0], values[23], values[24], values[71]]).toEqual([100, 123, 200, 323]);
  });

  it('has its slices in the order of the affine, whatever order they come in', async () => {
    const instances = slicesOf([{}, {}, {}, {}, {}, {}, {}]);
    const waits = [5, 1, 9, 0, 3, 2, 8];
    const { values } = await fetchVolume(regular([...instances].reverse()), async (source) => {
      for (let i = 0; i < waits[source.instance.description.instanceNumber! - 1]!; i++) await Promise.resolve();
      return frameFor(source);
    });
    expect(instances.map((_, slice) => values[slice * ROWS * COLUMNS])).toEqual([100, 200, 300, 400, 500, 600, 700]);
  });

  it('is fetched a few frames at a time, and never holds more of them', async () => {
    let [inHand, most] = [0, 0];
    const done: number[] = [];
    const frameOf = async (source: SliceSource<SeriesInstance>) => {
      most = Math.max(most, ++inHand);
      await new Promise((resolve) => setTimeout(resolve));
      inHand--;
      return frameFor(source);
    };
    await fetchVolume(regular(slicesOf(Array.from({ length: 30 }, () => ({})))), frameOf, {
      onSlice: (n) => done.push(n),
    });
    expect(most).toBe(4);
    expect(done).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('empties frames that are its own, and no others', async () => {
    const plan = regular(slicesOf([{}, {}, {}]));
    for (const ownFrames of [true, false]) {
      const frames: Frame[] = [];
      const frameOf = async (source: SliceSource<SeriesInstance>) => frames[frames.push(frameFor(source)) - 1]!;
      const { values } = await fetchVolume(plan, frameOf, { ownFrames });
      expect(values[24]).toBe(200);
      expect(frames.map((frame) => frame.values.length)).toEqual(Array(3).fill(ownFrames ? 0 : ROWS * COLUMNS));
    }
  });

  it('stops with the code of the first frame that fails', async () => {
    let asked = 0;
    const frameOf = (source: SliceSource<SeriesInstance>) => {
      asked++;
      return source.instance.description.instanceNumber === 2
        ? Promise.reject(new CodedError('codec-corrupt'))
        : Promise.resolve(frameFor(source));
    };
    await expect(fetchVolume(regular(slicesOf(Array.from({ length: 30 }, () => ({})))), frameOf)).rejects.toMatchObject(
      {
        code: 'codec-corrupt',
      },
    );
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toBeLessThan(10);
  });

  it.each<[string, Partial<Frame>]>([
    ['another size', { rows: 6, columns: 4 }],
    ['colour', { samplesPerPixel: 3 }],
    ['another type', { sampleType: 'uint16' }],
    ['too few values', { values: new Int16Array(5) }],
  ])('refuses a frame of %s', async (_name, change) => {
    const frameOf = async (source: SliceSource<SeriesInstance>) => ({ ...frameFor(source), ...change });
    await expect(fetchVolume(regular(slicesOf([{}, {}])), frameOf)).rejects.toMatchObject({
      code: 'codec-size-mismatch',
    });
  });
});

describe('slices that are scaled differently', () => {
  /** Every voxel means the modality value that its slice means by its stored value. */
  async function expectSameMeaning(instances: readonly SeriesInstance[], relative: number) {
    const volume = await fetched(instances);
    const { slope, intercept } = volume.description;
    instances.forEach((instance, slice) => {
      const meant = modalityOf(instance.description.pixels);
      const frame = frameFor({ instance, sampleType: instance.description.pixels.sampleType });
      frame.values.forEach((stored, i) => {
        const voxel = volume.values[slice * ROWS * COLUMNS + i]! * slope + intercept;
        expect(Math.abs(voxel - meant(stored))).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(meant(stored))));
      });
    });
    return volume.description;
  }
  const rescaled = (slope: number, intercept: number): Partial<PixelDescription> => ({
    rescale: { slope, intercept, unit: 'HU' },
    bitsStored: 12,
  });

  it('by intercepts a whole number apart stay whole numbers, exactly', async () => {
    const description = await expectSameMeaning(slicesOf([rescaled(1, -1024), rescaled(1, 0), rescaled(1, 7)]), 0);
    expect(description).toMatchObject({
      sampleType: 'int16',
      conversion: 'exact',
      slope: 1,
      intercept: -1024,
      warnings: [],
    });
  });

  it('by slopes that are multiples of one stay whole numbers, exactly', async () => {
    const description = await expectSameMeaning(
      slicesOf([rescaled(0.1, 0), rescaled(0.3, 0.2), rescaled(0.7, 0)]),
      1e-13,
    );
    expect(description).toMatchObject({ conversion: 'exact', slope: 0.1, intercept: 0 });
  });

  it('take more bits only where they need them', async () => {
    const wide = { ...rescaled(40, 0), bitsStored: 16 };
    expect((await expectSameMeaning(slicesOf([rescaled(1, 0), wide]), 0)).sampleType).toBe('int32');
    const mixed = slicesOf([
      { sampleType: 'int16', bitsStored: 16 },
      { sampleType: 'uint16', bitsStored: 16 },
    ]);
    expect(await expectSameMeaning(mixed, 0)).toMatchObject({ sampleType: 'int32', conversion: 'exact' });
  });

  it('by arbitrary slopes become modality values in float32, and say so', async () => {
    const description = await expectSameMeaning(slicesOf([rescaled(0.732, 0), rescaled(1.117, 0)]), 2 ** -23);
    expect(description).toMatchObject({
      sampleType: 'float32',
      conversion: 'rounded',
      slope: 1,
      intercept: 0,
      warnings: [{ code: 'volume-converted', details: {} }],
    });
  });

  it('whatever the scales, mean what the slices mean', async () => {
    const number = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 100);
    const scale = fc.tuple(
      number.filter((slope) => slope !== 0),
      number,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scale, { minLength: 2, maxLength: 5 }), async (scales) => {
        await expectSameMeaning(slicesOf(scales.map(([slope, intercept]) => rescaled(slope, intercept))), 2 ** -23);
      }),
      { numRuns: 60 },
    );
  });

  it('by a table of whole numbers hold what the table says', async () => {
    const table = { first: 100, bits: 16, values: Array.from({ length: 300 }, (_, i) => i * i) };
    const description = await expectSameMeaning(slicesOf([{ modalityLut: table }, { modalityLut: table }]), 0);
    expect(description).toMatchObject({ sampleType: 'uint32', conversion: 'exact', slope: 1, intercept: 0 });
  });

  it('are stored as float where they come as float', async () => {
    const float = { sampleType: 'float32' as SampleType, bitsStored: 32 };
    expect((await fetched(slicesOf([float, float]))).description).toMatchObject({
      sampleType: 'float32',
      conversion: 'none',
    });
    const other = { ...float, rescale: { slope: 2, intercept: 0, unit: 'HU' } };
    expect((await fetched(slicesOf([float, other]))).description).toMatchObject({ conversion: 'rounded' });
  });

  it('keep the padding where all mean the same by it, else none', async () => {
    const padded = (value: number, slope: number, intercept: number) => ({
      ...rescaled(slope, intercept),
      padding: { from: value, to: value },
    });
    const same = await fetched(slicesOf([padded(-100, 1, 0), padded(-200, 1, 100)]));
    expect(same.description).toMatchObject({ conversion: 'exact', padding: { from: -100, to: -100 } });
    const other = await fetched(slicesOf([padded(-100, 1, 0), padded(-100, 1, 100)]));
    expect(other.description.padding).toBeNull();
    expect((await fetched(slicesOf([{ padding: { from: -9, to: -5 } }, {}]))).description.padding).toBeNull();
  });

  it('in different units have none', async () => {
    const other = { rescale: { slope: 1, intercept: -1024, unit: 'US' } };
    expect((await fetched(slicesOf([{}, other]))).description.unit).toBeNull();
  });
});

describe('what is no volume', () => {
  it.each<[string, SeriesInstance[]]>([
    ['series-one-slice', [axialSlice(1, 0)]],
    ['series-gap', [0, 1, 2, 4, 5].map((mm, i) => axialSlice(i + 1, mm))],
    ['series-spacing-uneven', [0, 1, 2, 3.4, 4.4].map((mm, i) => axialSlice(i + 1, mm))],
    ['series-duplicate-position', [0, 1, 1, 2, 3].map((mm, i) => axialSlice(i + 1, mm))],
    ['series-not-volume', [1, 2, 3].map((n) => axialSlice(n, null))],
    ['series-not-volume', [1, 2, 3].map((n) => axialSlice(n, n, { pixels: { samplesPerPixel: 3 } }))],
    ['image-too-large', [1, 2, 3].map((n) => axialSlice(n, n, { pixels: { rows: 30_000, columns: 30_000 } }))],
  ])('says %s', (code, instances) => {
    expect(planned(instances)).toMatchObject({ regular: false, whyNot: { code } });
  });
});
