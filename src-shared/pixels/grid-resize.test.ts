import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, apply, type Affine } from '../imaging/affine.ts';
import { resampledToSpacing, resized } from './grid-resize.ts';
import { waveGrid } from './grid.fixture.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import type { GridSize, PlacedGrid } from './voxel-grid.ts';
import { farthest } from './wave.fixture.ts';

const grid = waveGrid([5, 9, 11]);
const sides = (text: string) => text.split('x').map(Number) as unknown as GridSize;

describe('a resized grid', () => {
  it.each(Object.entries(expected.resize))('is torch’s in three dimensions: %s', (size, methods) => {
    for (const [method, values] of Object.entries(methods)) {
      const out = resized(grid, sides(size), method as 'linear');
      expect(farthest(out.values, values)).toBeLessThan(2e-6);
    }
  });

  it('is Pillow’s where the filter is widened', () => {
    const plane = { ...grid, values: grid.values.slice(0, 99), size: [1, 9, 11] as const };
    for (const method of ['lanczos', 'triangle-antialias'] as const) {
      for (const [size, values] of Object.entries(expected.pillow[method])) {
        const out = resized(plane, [1, ...(sides(size) as unknown as [number, number])], method);
        expect(farthest(out.values, values)).toBeLessThan(2e-6);
      }
    }
  });

  it('covers the same box, and keeps what is even', () => {
    const affine = affineOf([0.8, 0.1, 0], [-0.1, 0.8, 0.2], [0, 0.3, 2.5], [-10, 20, 30]);
    const side = fc.integer({ min: 1, max: 12 });
    const method = fc.constantFrom('nearest' as const, 'linear' as const, 'area' as const, 'lanczos' as const);
    fc.assert(
      fc.property(side, side, side, method, (slices, rows, columns, how) => {
        const even = { values: new Float32Array(4 * 5 * 6).fill(7), size: [4, 5, 6] as const, affine };
        const out = resized(even, [slices, rows, columns], how);
        expect(out.values.every((value) => Math.abs(value - 7) < 1e-5)).toBe(true);
        const corner = (at: Affine, end: readonly number[]) =>
          apply(at, [(end[2] as number) - 0.5, (end[1] as number) - 0.5, (end[0] as number) - 0.5]);
        for (const [a, b] of [
          [corner(affine, [0, 0, 0]), corner(out.affine, [0, 0, 0])],
          [corner(affine, [4, 5, 6]), corner(out.affine, [slices, rows, columns])],
        ] as const) {
          a.forEach((mm, i) => expect(b[i]).toBeCloseTo(mm, 6));
        }
      }),
    );
  });
});

describe('a grid at another spacing', () => {
  const own: Affine = affineOf([0.8, 0, 0], [0, 0, -0.8], [0, 2.5, 0], [5, 6, 7]);
  const placed = { ...grid, affine: own } as PlacedGrid;

  it('is what SciPy finds at those points', () => {
    const coarser = resampledToSpacing(placed, [4, 1.3, 1.1], 'linear');
    expect(coarser.size).toEqual(expected.spacing.coarser.size);
    expect(farthest(coarser.values, expected.spacing.coarser.values)).toBeLessThan(1e-6);
    const finer = resampledToSpacing(placed, [1, 0.5, 0.7], 'linear');
    expect(finer.size).toEqual(expected.spacing.finer.size);
    expect(farthest(finer.values, expected.spacing.finer.values)).toBeLessThan(1e-6);
  });

  it('has exactly that spacing and begins at the same corner', () => {
    const { affine } = resampledToSpacing(placed, [4, 1.3, 1.1], 'area');
    expect(affine[0][0]).toBeCloseTo(1.1, 9);
    expect(affine[2][1]).toBeCloseTo(-1.3, 9);
    expect(affine[1][2]).toBeCloseTo(4, 9);
    const [corner, before] = [apply(affine, [-0.5, -0.5, -0.5]), apply(own, [-0.5, -0.5, -0.5])];
    corner.forEach((mm, i) => expect(mm).toBeCloseTo(before[i] as number, 9));
  });

  it('at its own spacing stays what it is', () => {
    expect(resampledToSpacing(placed, [2.5, 0.8, 0.8], 'linear').values).toEqual(grid.values);
  });
});
