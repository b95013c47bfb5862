import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, apply } from '../imaging/affine.ts';
import { cropped, padded } from './grid-window.ts';
import { waveGrid } from './grid.fixture.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const affine = affineOf([0.8, 0.1, 0], [-0.1, 0.8, 0.2], [0, 0.3, 2.5], [-10, 20, 30]);
const grid = waveGrid([5, 9, 11], affine);

describe('a padded grid', () => {
  it('is numpy’s, repeated or mirrored', () => {
    for (const mode of ['edge', 'reflect'] as const) {
      const out = padded(grid, [1, 2, 0], [0, 3, 4], { mode, value: 0 });
      expect(out.size).toEqual([6, 14, 15]);
      expect(farthest(out.values, expected.pad[mode])).toBeLessThan(1e-6);
    }
  });

  it('keeps its voxels where they lay, and fills the rest', () => {
    const out = padded(grid, [1, 2, 3], [1, 1, 1], { mode: 'constant', value: -1024 });
    const at = apply(out.affine as NonNullable<typeof out.affine>, [3 + 4, 2 + 5, 1 + 2]);
    apply(affine, [4, 5, 2]).forEach((mm, i) => expect(at[i]).toBeCloseTo(mm, 9));
    expect(out.values[0]).toBe(-1024);
  });
});

describe('a cropped grid', () => {
  it('is what was there, and comes back when the rest is added', () => {
    const side = (length: number) => fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: length }));
    fc.assert(
      fc.property(side(5), side(9), side(11), ([z, d], [y, h], [x, w]) => {
        const out = cropped(grid, [z, y, x], [d, h, w]);
        const [slices, rows, columns] = out.size;
        expect([slices, rows, columns]).toEqual([Math.min(d, 5 - z), Math.min(h, 9 - y), Math.min(w, 11 - x)]);
        expect(out.values[0]).toBe(grid.values[(z * 9 + y) * 11 + x]);
        const back = padded(out, [z, y, x], [5 - z - slices, 9 - y - rows, 11 - x - columns], {
          mode: 'constant',
          value: NaN,
        });
        back.values.forEach((value, i) => {
          if (!Number.isNaN(value)) expect(value).toBe(grid.values[i]);
        });
        back.affine?.flat().forEach((value, i) => expect(value).toBeCloseTo(affine.flat()[i] as number, 9));
      }),
    );
  });

  it('never leaves the grid', () => {
    expect(cropped(grid, [-3, 7, 10], [5, 9, 9]).size).toEqual([2, 2, 1]);
    expect(cropped(grid, [99, 0, 0], [1, 9, 11]).size).toEqual([1, 9, 11]);
  });
});
