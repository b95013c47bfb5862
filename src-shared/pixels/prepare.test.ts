import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelDescription } from '../imaging/instance.ts';
import { absentModalityOf } from '../imaging/presentation.ts';
import { channelsOf, valuesOf } from './channels.ts';
import { reorderedSource } from './patient-axes.ts';
import { cropAround } from './picture-window.ts';
import { prepareInput, sourceValues, type Preparation, type Source } from './prepare.ts';
import { returnToSource } from './return-to-source.ts';

const plain: Preparation = {
  kind: 'frame',
  size: [8, 8],
  spacingMm: null,
  resize: { fit: 'squash', filter: 'linear' },
  pad: null,
  range: { method: 'none', values: 'modality' },
  normalisation: { mean: [0], std: [1] },
};

function source(
  rows: number,
  columns: number,
  slices: number,
  value: (z: number, y: number, x: number) => number,
): Source {
  const planes = Array.from({ length: slices }, (_, z) => [
    Float32Array.from({ length: rows * columns }, (_, i) => value(z, Math.floor(i / columns), i % columns)),
  ]);
  return { slices: planes, rows, columns, values: 'modality', spacingMm: null };
}

const ramp = (rows: number, columns: number) => source(rows, columns, 1, (_z, y, x) => y * 100 + x);
const volume: Preparation = { ...plain, kind: 'volume', resize: { fit: 'none', filter: 'linear' } };

describe('padding', () => {
  // -2000 HU, as scanners fill what lies outside their circle
  const padded = { from: -2000 + 1024, to: -2000 + 1024 };
  const description = (more: Partial<PixelDescription> = {}) =>
    ({
      ...{ rows: 10, columns: 40, frames: 1, samplesPerPixel: 1, photometric: 'MONOCHROME2', sampleType: 'int16' },
      ...{ bitsStored: 16, rescale: { slope: 1, intercept: -1024, unit: 'HU' }, modalityLut: null, windows: [] },
      ...{ voiLut: null, padding: padded, imagePositionMm: null, imageOrientation: null, lossy: false },
      spacing: { rowMm: null, columnMm: null, provenance: 'unknown' },
      ...more,
    }) as unknown as PixelDescription;
  // three quarters of the frame are padding, the rest is 0, 1 … 99
  const stored = Int16Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? i / 4 + 1024 : padded.from));
  const read = (own: PixelDescription, samples: Int16Array | Float32Array = stored) => {
    const plane = channelsOf(samples, own, 1, 'modality');
    return {
      slices: [plane],
      absent: [absentModalityOf(own)],
      rows: 10,
      columns: 40,
      values: 'modality',
      spacingMm: null,
    } as const;
  };
  const ranged = (range: Preparation['range']) =>
    ({ ...plain, size: [null, null], resize: { fit: 'none', filter: 'nearest' }, range }) as Preparation;
  const endsOf = (one: Source, range: Preparation['range']) => {
    const { low, high } = prepareInput(one, ranged(range)).placement.range;
    return [low, high];
  };
  const percentile = { method: 'percentile', low: 10, high: 90, values: 'modality' } as const;
  const minMax = { method: 'min-max', values: 'modality' } as const;

  it('counts in no percentile of modality values, and is neither the smallest nor the largest', () => {
    const one = read(description());
    // of 0 … 99 alone, by numpy: 9.9 and 89.1
    expect(endsOf(one, percentile).map((end) => Math.round(end * 1e4) / 1e4)).toEqual([9.9, 89.1]);
    expect(endsOf(one, minMax)).toEqual([0, 99]);
    // and lies at the end next to it
    const { grid } = prepareInput(one, ranged(minMax));
    expect(grid.values[1]).toBe(0);
    expect(grid.values[396]).toBe(1);
  });

  it('is as absent from wide samples, from a crop and from a stack of slices with paddings of their own', () => {
    const wide = Float32Array.from(stored);
    expect(endsOf(read(description({ sampleType: 'float32' }), wide), minMax)).toEqual([0, 99]);
    const crop = { row: 0, column: 0, rows: 5, columns: 40 };
    expect(prepareInput(read(description()), ranged(minMax), crop).placement.range).toMatchObject({ low: 0, high: 49 });
    const other = description({ rescale: { slope: 2, intercept: -1024, unit: 'HU' } });
    const [first, second] = [read(description()), read(other)];
    const stack: Source = {
      ...first,
      slices: [...first.slices, ...second.slices],
      absent: [...first.absent, ...second.absent],
    };
    const volume = { ...ranged(minMax), kind: 'volume', size: [null, null, null] } as Preparation;
    expect(prepareInput(stack, volume).placement.range).toMatchObject({ low: 0, high: (99 + 1024) * 2 - 1024 });
  });

  it('counts where there is nothing else, and where the file names none', () => {
    const only = read(
      description(),
      stored.map(() => padded.from),
    );
    expect(endsOf(only, minMax)).toEqual([-2000, -2000]);
    expect(endsOf(read(description({ padding: null })), minMax)).toEqual([-2000, 99]);
  });

  it('stays absent from a stack that is put in another order of axes', () => {
    const one = read(description());
    const stack: Source = { ...one, slices: [...one.slices, ...one.slices], absent: [...one.absent, ...one.absent] };
    const turned = reorderedSource(stack, { axes: [1, 0, 2], backwards: [false, false, false] });
    expect(turned.slices).toHaveLength(10);
    const volume = { ...ranged(minMax), kind: 'volume', size: [null, null, null] } as Preparation;
    expect(prepareInput(turned, volume).placement.range).toMatchObject({ low: 0, high: 99 });
  });
});

describe('a letterbox', () => {
  const boxed = (change: Partial<Preparation> = {}): Preparation => ({
    ...plain,
    resize: { fit: 'letterbox', filter: 'nearest' },
    pad: { mode: 'constant', value: -5, place: 'centre' },
    ...change,
  });

  it('keeps the shape of the picture and fills the rest', () => {
    const { grid, placement } = prepareInput(ramp(4, 8), boxed());
    expect(placement.region).toEqual({ row: 2, column: 0, rows: 4, columns: 8 });
    expect([...grid.values.subarray(0, 16)].every((value) => value === -5)).toBe(true);
    expect([...grid.values.subarray(16, 24)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...grid.values.subarray(48)].every((value) => value === -5)).toBe(true);
  });

  it('may stand at the beginning', () => {
    const { placement } = prepareInput(ramp(8, 4), boxed({ pad: { mode: 'edge', value: 0, place: 'end' } }));
    expect(placement.region).toEqual({ row: 0, column: 0, rows: 8, columns: 4 });
  });

  it('is undone: what the network says of its own input comes back where it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 3, max: 40 }), (rows, columns) => {
        // brightness that grows evenly survives any bilinear resizing but at the border
        const given = source(rows, columns, 1, (_z, y, x) => (y + 0.5) / rows + (2 * (x + 0.5)) / columns);
        const input = boxed({ size: [64, 64], resize: { fit: 'letterbox', filter: 'linear' } });
        const { grid, placement } = prepareInput(given, input);
        const back = returnToSource(grid, grid, placement, { slices: 1, rows, columns }, () => 0);
        const [plane] = given.slices[0] as [Float32Array];
        back.values.forEach((value, i) => {
          expect(Math.abs(value - plane[i]!)).toBeLessThan(1.6 / Math.min(rows, columns));
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a crop around a point', () => {
  const input: Preparation = { ...plain, size: [4, 6], resize: { fit: 'squash', filter: 'nearest' } };

  it('is taken at the resolution of the source and put back at its place, the rest untouched', () => {
    const given = ramp(10, 12);
    const crop = cropAround({ x: 9, y: 4 }, 10, 12, [4, 6]);
    const { grid, placement } = prepareInput(given, input, crop);
    expect([...grid.values.subarray(0, 6)]).toEqual([206, 207, 208, 209, 210, 211]);
    const back = returnToSource(grid, grid, placement, { slices: 1, rows: 10, columns: 12 }, () => -1);
    back.values.forEach((value, i) => {
      const [y, x] = [Math.floor(i / 12), i % 12];
      const inside = y >= 2 && y < 6 && x >= 6 && x < 12;
      expect(value).toBe(inside ? y * 100 + x : -1);
    });
  });

  it('beyond the border shows what the manifest says, and its statistics are of the picture alone', () => {
    const crop = cropAround({ x: 0, y: 0 }, 10, 12, [4, 6]);
    const ranged: Preparation = { ...input, range: { method: 'min-max' } };
    const { grid, placement } = prepareInput(
      ramp(10, 12),
      { ...ranged, pad: { mode: 'constant', value: 9, place: 'end' } },
      crop,
    );
    expect(placement.range).toEqual({ low: 0, high: 102, cut: true });
    expect([...grid.values.subarray(0, 15)].every((value) => value === 9)).toBe(true);
    expect([...grid.values.subarray(15, 18)].map((value) => value * 102)).toEqual(
      [0, 1, 2].map((v) => expect.closeTo(v, 4)),
    );
  });
});

describe('a picture that is not resized', () => {
  it('is padded to the multiple and to the tile', () => {
    const input: Preparation = { ...plain, size: [null, null], multiple: 4, resize: { fit: 'none', filter: 'linear' } };
    const { grid, placement } = prepareInput(ramp(5, 9), input);
    expect([grid.rows, grid.columns]).toEqual([8, 12]);
    expect(placement.region).toEqual({ row: 0, column: 0, rows: 5, columns: 9 });
    expect([...grid.values.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]);
    const tiled = prepareInput(ramp(5, 9), input, null, [16, 8]);
    expect([tiled.grid.rows, tiled.grid.columns]).toEqual([16, 12]);
  });
});

describe('a volume', () => {
  it('is brought to the spacing that the network was trained at, and back', () => {
    const given = { ...source(6, 5, 4, (z, y, x) => z * 10 + y + x), spacingMm: [2, 1, 1] as const };
    const input: Preparation = { ...volume, size: [null, null, null], spacingMm: [1, 0.5, 1] };
    const { grid, placement } = prepareInput(given, input);
    expect([grid.slices, grid.rows, grid.columns]).toEqual([8, 12, 5]);
    const back = returnToSource(grid, grid, placement, { slices: 4, rows: 6, columns: 5 }, () => 0);
    const wanted = given.slices.flatMap(([plane]) => [...(plane as Float32Array)]);
    back.values.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(3));
  });

  it('that is not resized is filled up to a fixed number of slices, as its rows and columns are', () => {
    const none = { fit: 'none', filter: 'linear' } as const;
    const input: Preparation = { ...volume, size: [8, 6, null], resize: none };
    const { grid, placement } = prepareInput(
      source(4, 5, 3, (z) => z),
      input,
    );
    expect([grid.slices, grid.rows, grid.columns]).toEqual([8, 6, 5]);
    expect(placement).toMatchObject({ slices: 3, firstSlice: 0 });
    const back = returnToSource(grid, grid, placement, { slices: 3, rows: 4, columns: 5 }, () => -1);
    expect([...back.values]).toEqual([0, 1, 2].flatMap((z) => Array.from({ length: 20 }, () => z)));
  });

  it.each([
    ['constant', 'centre', [9, 0, 1, 2, 3, 4, 9, 9]],
    ['edge', 'centre', [0, 0, 1, 2, 3, 4, 4, 4]],
    ['reflect', 'centre', [1, 0, 1, 2, 3, 4, 3, 2]],
    ['reflect', 'end', [0, 1, 2, 3, 4, 3, 2, 1]],
    ['constant', 'end', [0, 1, 2, 3, 4, 9, 9, 9]],
  ] as const)(
    'of too few slices is filled as its rows and columns are (%s, %s), and comes back',
    (mode, place, wanted) => {
      const given = source(2, 2, 5, (z) => z);
      const pad = { mode, value: 9, place };
      const { grid, placement } = prepareInput(given, { ...volume, size: [null, 2, 2], multiple: 8, pad });
      expect(
        Array.from(
          { length: 8 },
          (_, slice) => grid.values[slice * grid.rows * grid.columns + (place === 'centre' ? 27 : 0)],
        ),
      ).toEqual(wanted);
      const back = returnToSource(grid, grid, placement, { slices: 5, rows: 2, columns: 2 }, () => -1);
      expect([...back.values]).toEqual(given.slices.flatMap(([plane]) => [...(plane as Float32Array)]));
    },
  );

  it('of unknown spacing stays as it is', () => {
    const { grid } = prepareInput(
      source(6, 5, 4, () => 1),
      { ...volume, size: [null, null, null], spacingMm: [1, 1, 1] },
    );
    expect([grid.slices, grid.rows, grid.columns]).toEqual([4, 6, 5]);
  });

  it('has one mean and one deviation where the network wants them', () => {
    const given = source(6, 5, 4, (z, y, x) => Math.sin(z + 2 * y + 3 * x) * 40 + 7);
    const { grid } = prepareInput(given, { ...volume, size: [null, null, null], normalisation: { method: 'z-score' } });
    const mean = grid.values.reduce((sum, value) => sum + value, 0) / grid.values.length;
    const square = grid.values.reduce((sum, value) => sum + value * value, 0) / grid.values.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(square).toBeCloseTo(1, 5);
  });

  it('that is flat is no division by zero', () => {
    const { grid } = prepareInput(
      source(3, 3, 3, () => 5),
      { ...volume, size: [null, null, null], normalisation: { method: 'z-score' } },
    );
    expect(grid.values.every((value) => value === 0)).toBe(true);
  });

  it('shows its absent voxels as nothing', () => {
    const given = source(3, 3, 2, (z, y, x) => (x === 1 ? NaN : z + y));
    const { grid } = prepareInput(given, { ...volume, size: [null, null, null], range: { method: 'min-max' } });
    expect(grid.values.every(Number.isFinite)).toBe(true);
  });
});

describe('a sequence of a fixed length', () => {
  it('is made of that many steps, and every step of one slice', () => {
    const given = source(4, 4, 9, (z) => z);
    const input: Preparation = {
      ...plain,
      kind: 'sequence',
      size: [3, 4, 4],
      resize: { fit: 'squash', filter: 'nearest' },
    };
    const { grid } = prepareInput(given, input);
    expect([0, 1, 2].map((step) => grid.values[step * 16])).toEqual([1, 4, 7]);
  });
});

describe('what a network takes of a picture', () => {
  const description = {
    samplesPerPixel: 1,
    photometric: 'MONOCHROME1',
    sampleType: 'int16',
    bitsStored: 16,
    rescale: { slope: 2, intercept: -1000, unit: 'HU' },
    modalityLut: null,
    windows: [{ center: 0, width: 400, function: 'LINEAR_EXACT' }],
    voiLut: null,
    padding: null,
  } as unknown as PixelDescription;
  const samples = Int16Array.of(0, 400, 500, 600);

  it('are rescaled values for a window in them, whatever the picture says of how to look at it', () => {
    const [plane] = channelsOf(samples, description, 1, 'modality');
    expect([...valuesOf(plane!)]).toEqual([-1000, -200, 0, 200]);
    expect(sourceValues({ kind: 'frame', range: { method: 'window', low: 0, high: 1 } })).toBe('modality');
  });

  it('is otherwise what a person sees', () => {
    const [plane] = channelsOf(samples, description, 1, 'presentation');
    expect([...valuesOf(plane!)]).toEqual([255, 255, 127.5, 0]);
    expect(sourceValues({ kind: 'frame', range: { method: 'none' } })).toBe('presentation');
    expect(sourceValues({ kind: 'volume', range: { method: 'none' } })).toBe('modality');
  });

  it('are three channels of one grey picture, worked out once', () => {
    const [red, green, blue] = channelsOf(samples, description, 3, 'presentation');
    expect(red).toBe(green);
    expect(green).toBe(blue);
  });

  it('is the luma of a colour picture, or its three channels', () => {
    const colour = { ...description, samplesPerPixel: 3, photometric: 'RGB', bitsStored: 8 } as PixelDescription;
    const rgb = Uint8Array.of(100, 50, 200);
    expect(valuesOf(channelsOf(rgb, colour, 1, 'presentation')[0]!)[0]).toBeCloseTo(
      0.299 * 100 + 0.587 * 50 + 0.114 * 200,
      4,
    );
    expect(channelsOf(rgb, colour, 3, 'presentation').map((plane) => valuesOf(plane)[0])).toEqual([100, 50, 200]);
  });
});
