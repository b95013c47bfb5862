import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipped, fromTensor, newGrid, toTensor, type Grid } from './grid.ts';
import { cutTile, TileBlend, tilesOf, tileStarts, type Sides } from './tiles.ts';

const ramp = (channels: number, slices: number, rows: number, columns: number): Grid => {
  const grid = newGrid(channels, slices, rows, columns);
  grid.values.forEach((_, i) => (grid.values[i] = Math.sin(0.7 * i) * 100));
  return grid;
};

const side = fc.integer({ min: 1, max: 9 });
const size = fc.integer({ min: 1, max: 24 });

describe('tiles', () => {
  it('begin where those of MONAI do', () => {
    expect(tileStarts(30, 16, 0.5)).toEqual([0, 8, 14]);
    expect(tileStarts(16, 16, 0.5)).toEqual([0]);
    expect(tileStarts(17, 16, 0)).toEqual([0, 1]);
    expect(tileStarts(10, 3, 0.9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('cover every place and never reach beyond the grid', () => {
    fc.assert(
      fc.property(size, side, fc.double({ min: 0, max: 0.9, noNaN: true }), (all, own, overlap) => {
        fc.pre(own <= all);
        const covered = new Set<number>();
        for (const start of tileStarts(all, own, overlap)) {
          for (let i = start; i < start + own; i++) covered.add(i);
        }
        expect([...covered].sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, i) => i));
      }),
    );
  });

  it.each(['gaussian', 'even'] as const)('put together again (%s) are the grid that they were cut from', (blend) => {
    fc.assert(
      fc.property(side, side, side, fc.constantFrom(0, 0.25, 0.5, 0.75), (a, b, c, overlap) => {
        const sides: Sides = [Math.min(a, 5), b, c];
        const grid = ramp(2, 5, 11, 13);
        const starts = tilesOf(grid, sides, overlap);
        const whole = new TileBlend(grid, sides, starts, blend);
        for (const start of starts) whole.add(start, cutTile(grid, start, sides));
        const { values } = whole.blended();
        values.forEach((value, i) => expect(Math.abs(value - grid.values[i]!)).toBeLessThan(1e-3));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a grid', () => {
  it.each(['NCHW', 'NHWC'] as const)('goes into a tensor of %s and back', (layout) => {
    const grid = ramp(3, 1, 4, 5);
    const { data, dims } = toTensor(grid, layout);
    expect(dims).toEqual(layout === 'NCHW' ? [1, 3, 4, 5] : [1, 4, 5, 3]);
    expect(fromTensor(data, dims, layout)).toEqual(grid);
  });

  it.each(['NCDHW', 'NDHWC'] as const)('of a volume goes into a tensor of %s and back', (layout) => {
    const grid = ramp(2, 3, 4, 5);
    const { data, dims } = toTensor(grid, layout);
    expect(fromTensor(data, dims, layout)).toEqual(grid);
  });

  it('puts the channels of a sequence behind its steps', () => {
    const grid = ramp(2, 3, 1, 1);
    const [a, b, c, d, e, f] = grid.values;
    const { data, dims } = toTensor(grid, 'NTCHW');
    expect(dims).toEqual([1, 3, 2, 1, 1]);
    expect([...data]).toEqual([a, d, b, e, c, f]);
  });

  it.each([
    ['another number of axes', [1, 20]],
    ['a batch of two', [2, 1, 2, 5]],
    ['no rows', [1, 4, 0, 5]],
    ['fewer numbers than its shape says', [1, 1, 5, 5]],
  ])('is not read from a tensor with %s', (_name, dims) => {
    expect(() => fromTensor(new Float32Array(20), dims, 'NCHW')).toThrow('model-output-invalid');
  });

  it.each(['flip-columns', 'flip-rows'] as const)('mirrored twice (%s) is itself', (axis) => {
    const grid = ramp(2, 3, 4, 5);
    expect(flipped(flipped(grid, axis), axis)).toEqual(grid);
    expect(flipped(grid, axis)).not.toEqual(grid);
    const { values } = flipped(grid, axis);
    expect(values[0]).toBe(grid.values[axis === 'flip-columns' ? 4 : 15]);
  });
});
