import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, apply } from '../imaging/affine.ts';
import { waveGrid } from './grid.fixture.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { flippedAlong, reordered, turned, type GridAxis } from './reorder.ts';
import type { PlacedGrid } from './voxel-grid.ts';
import { farthest } from './wave.fixture.ts';

const affine = affineOf([0.8, 0.1, 0], [-0.1, 0.9, 0.2], [0, 0.3, 2.5], [-10, 20, 30]);
const grid = waveGrid([2, 3, 4], affine) as PlacedGrid;

/** Each value with the place where it lies; no two are one. */
function lying({ values, size: [, rows, columns], affine: place }: PlacedGrid): Map<number, string> {
  return new Map(
    [...values].map((value, i) => {
      const at = apply(place, [i % columns, Math.floor(i / columns) % rows, Math.floor(i / (rows * columns))]);
      return [
        value,
        at
          .map((mm) => mm.toFixed(6))
          .join(' ')
          .replaceAll('-0.000000', '0.000000'),
      ];
    }),
  );
}

const axes = fc.constantFrom<[GridAxis, GridAxis, GridAxis]>(
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
);
const directions = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

describe('voxels in another order', () => {
  it('stay where they lie, in all 48 orders', () => {
    const before = lying(grid);
    expect(before.size).toBe(24);
    fc.assert(
      fc.property(axes, directions, (order, backwards) => {
        expect(lying(reordered(grid, order, backwards))).toEqual(before);
      }),
    );
  });

  it('turned by quarters are numpy’s', () => {
    for (const [quarters, values] of Object.entries(expected.turned)) {
      const out = turned(grid, Number(quarters));
      expect(farthest(out.values, values)).toBeLessThan(1e-6);
      expect(turned(grid, Number(quarters) - 4).values).toEqual(out.values);
      expect(lying(out)).toEqual(lying(grid));
    }
    expect(turned(grid, 4)).toEqual(grid);
  });

  it('mirrored twice are what they were', () => {
    for (const axis of [0, 1, 2] as const) {
      const once = flippedAlong(grid, axis);
      expect(once.values).not.toEqual(grid.values);
      const twice = flippedAlong(once, axis);
      expect(twice.values).toEqual(grid.values);
      twice.affine.flat().forEach((value, i) => expect(value).toBeCloseTo(affine.flat()[i] as number, 9));
    }
    expect([...flippedAlong(grid, 2).values.subarray(0, 4)]).toEqual([...grid.values.subarray(0, 4)].reverse());
  });

  it('without a place have none afterwards', () => {
    expect(turned({ ...grid, affine: null }, 1).affine).toBeNull();
  });
});
