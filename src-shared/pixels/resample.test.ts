import { describe, expect, it } from 'vitest';
import { cropAround, windowOf } from './picture-window.ts';
import { resampleSlices, resizePlane, type ResizeFilter } from './resample.ts';
import scipy from './scipy-masks.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const [ROWS, COLUMNS] = [7, 9];
const values = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.sin(0.37 * i));

describe('another size', () => {
  const sizes = Object.entries(scipy.resizing.sizes).flatMap(([size, filters]) =>
    Object.entries(filters).map(([filter, wanted]) => ({ size, filter: filter as ResizeFilter, wanted })),
  );

  it.each(sizes)('of $size by $filter is that of torch', ({ size, filter, wanted }) => {
    const [rows, columns] = size.split('x').map(Number) as [number, number];
    expect(farthest(resizePlane(values, ROWS, COLUMNS, rows, columns, filter), wanted)).toBeLessThan(1e-6);
  });

  it('where an output ends or lies exactly between two inputs is that of torch, not of what rounding makes of it', () => {
    const column = (size: number) => Float32Array.from({ length: size }, (_, i) => i);
    expect([...resizePlane(column(14), 14, 1, 50, 1, 'area').subarray(22, 27)]).toEqual([6, 6, 6, 7, 7]);
    expect([...resizePlane(column(4), 4, 1, 41, 1, 'nearest').subarray(18, 23)]).toEqual([1, 1, 1, 2, 2]);
    expect([...resizePlane(column(2), 2, 1, 49, 1, 'nearest').subarray(22, 27)]).toEqual([0, 0, 1, 1, 1]);
  });

  it('that is the same leaves the values alone, in memory of their own', () => {
    const same = resizePlane(values, ROWS, COLUMNS, ROWS, COLUMNS, 'area');
    expect(same).toEqual(values);
    expect(same.buffer).not.toBe(values.buffer);
  });
});

describe('another number of slices', () => {
  const slices = [0, 10, 20, 30].map((value) => Float32Array.of(value, value + 1));

  it('lies straight between the nearest, ends held', () => {
    const more = resampleSlices(slices, 8, 'linear').map(([first]) => first);
    expect(more).toEqual([0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30]);
  });

  it('repeats and picks whole slices where values must not mix', () => {
    expect(resampleSlices(slices, 2, 'nearest').map(([first]) => first)).toEqual([10, 30]);
  });
});

describe('a window onto a picture', () => {
  it.each(['constant', 'edge', 'reflect'] as const)('that reaches beyond it shows what numpy.pad does (%s)', (mode) => {
    const rectangle = { row: -2, column: -10, rows: ROWS + 11, columns: COLUMNS + 13 };
    const shown = windowOf(values, ROWS, COLUMNS, rectangle, { mode, value: 0 });
    expect(
      farthest(
        shown.filter((_, i) => i % 7 === 0),
        scipy.resizing.pads[mode],
      ),
    ).toBeLessThan(1e-6);
  });

  it('around the centre of a picture of its own size is the whole picture', () => {
    expect(cropAround(null, 128, 127, [128, 127])).toEqual({ row: 0, column: 0, rows: 128, columns: 127 });
    expect(cropAround({ x: 10, y: 3 }, 50, 50, [8, 6])).toEqual({ row: -1, column: 7, rows: 8, columns: 6 });
  });
});
