import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianFiltered } from './gaussian.ts';
import { roughGrid } from './grid.fixture.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const rough = roughGrid([3, 12, 10]);

describe('the Gaussian filter', () => {
  it.each(Object.entries(expected.gaussian))('gives SciPy’s numbers, sigma %s', (sigma, values) => {
    const sides = sigma.split(',').map(Number) as unknown as [number, number, number];
    expect(farthest(gaussianFiltered(rough, sides).values, values)).toBeLessThan(1e-6);
  });

  it('keeps the sum of all voxels', () => {
    const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 9, noNaN: true }), (sigma) => {
        const out = gaussianFiltered(rough, [sigma, sigma, sigma]);
        expect(Math.abs(total(out.values) - total(rough.values))).toBeLessThan(1e-2);
      }),
    );
  });

  it('of no width changes nothing', () => {
    const out = gaussianFiltered(rough, [0, 0, 0]);
    expect(out.values).toEqual(rough.values);
    expect(out.values).not.toBe(rough.values);
  });
});
