import { describe, expect, it } from 'vitest';
import { affineOf, apply, compose, inverse, type Affine } from '../imaging/affine.ts';
import { resampledOnto, rotated } from './resample-onto.ts';
import { waveGrid } from './grid.fixture.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import type { PlacedGrid } from './voxel-grid.ts';
import { farthest } from './wave.fixture.ts';

const affine = affineOf([0.8, 0.1, 0], [-0.1, 0.8, 0.2], [0, 0.3, 2.5], [-10, 20, 30]);
const grid = waveGrid([5, 9, 11], affine) as PlacedGrid;

/** SciPy's matrix and offset (slices, rows, columns) as an affine of (column, row, slice). */
function asAffine(matrix: number[][], offset: number[]): Affine {
  const at = (i: number, j: number) => (matrix[2 - i] as number[])[2 - j] as number;
  const column = (j: number) => [at(0, j), at(1, j), at(2, j)] as const;
  return affineOf(column(0), column(1), column(2), [offset[2] as number, offset[1] as number, offset[0] as number]);
}

describe('a grid on another one', () => {
  const { matrix, offset, size } = expected.onto;
  const target = { size: size as unknown as PlacedGrid['size'], affine: compose(affine, asAffine(matrix, offset)) };

  it('has SciPy’s values, inside and outside', () => {
    for (const method of ['linear', 'nearest'] as const) {
      const out = resampledOnto(grid, target, method, -9) as PlacedGrid;
      expect(farthest(out.values, expected.onto[method])).toBeLessThan(1e-6);
      expect(out.affine).toBe(target.affine);
    }
  });

  it('that lies where it lies is itself, to the last voxel', () => {
    expect(resampledOnto(grid, grid, 'linear', NaN)?.values).toEqual(grid.values);
  });

  it('that is flat has no values to give', () => {
    const flat = { ...grid, affine: affineOf([1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]) };
    expect(resampledOnto(flat, target, 'linear', 0)).toBeNull();
  });

  it('finds a ball of a slanted grid where it is', () => {
    const slanted = affineOf([1, 0, 0], [0, 1, 0], [0, 0.7, 2], [-20, -24, -15]);
    const centre = [3, -2, 4] as const;
    const inBall = (at: readonly number[]) => Math.hypot(...at.map((mm, i) => mm - (centre[i] as number))) < 8;
    const values = Float32Array.from({ length: 16 * 40 * 40 }, (_, i) =>
      inBall(apply(slanted, [i % 40, Math.floor(i / 40) % 40, Math.floor(i / 1600)])) ? 1 : 0,
    );
    const upright = { size: [16, 40, 40] as const, affine: affineOf([1, 0, 0], [0, 1, 0], [0, 0, 2], [-20, -20, -15]) };
    const out = resampledOnto({ values, size: upright.size, affine: slanted }, upright, 'linear', 0) as PlacedGrid;
    const sums = [0, 0, 0, 0];
    out.values.forEach((value, i) => {
      const at = apply(out.affine, [i % 40, Math.floor(i / 40) % 40, Math.floor(i / 1600)]);
      at.forEach((mm, axis) => (sums[axis] = (sums[axis] as number) + value * mm));
      sums[3] = (sums[3] as number) + value;
    });
    centre.forEach((mm, axis) => expect((sums[axis] as number) / (sums[3] as number)).toBeCloseTo(mm, 0));
    // 4/3 π 8³ mm³, two of which are a voxel
    expect(Math.abs((sums[3] as number) * 2 - 2144.7) / 2144.7).toBeLessThan(0.03);
  });
});

describe('a turned grid', () => {
  const { degrees, values } = expected.rotate;
  const out = rotated(grid, degrees, 'linear', -9);

  it('is SciPy’s, clockwise as it is seen', () => {
    expect(farthest(out.values, values)).toBeLessThan(1e-5);
    const dot = { values: Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0), size: [1, 3, 3] as const, affine: null };
    expect([...rotated(dot, 90, 'nearest', 0).values]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it('tells where its voxels lie now', () => {
    const back = resampledOnto(out, grid, 'linear', NaN) as PlacedGrid;
    const middle = (2 * 9 + 4) * 11 + 5;
    expect(back.values[middle]).toBeCloseTo(grid.values[middle] as number, 5);
    const toOld = compose(inverse(grid.affine) as Affine, out.affine);
    expect(toOld[0][0]).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 9);
  });
});
