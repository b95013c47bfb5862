import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roughGrid } from './grid.fixture.ts';
import { medianFiltered } from './median.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const rough = roughGrid([3, 12, 10]);

describe('the median filter', () => {
  it.each(Object.entries(expected.median))('gives SciPy’s values, radius %s', (radius, values) => {
    const sides = radius.split(',').map(Number) as unknown as [number, number, number];
    expect(farthest(medianFiltered(rough, sides).values, values)).toBeLessThan(1e-6);
  });

  it('takes a single odd voxel away and leaves an edge', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 100));
    const hurt = values.slice();
    hurt[18] = 5000;
    expect(medianFiltered({ values: hurt, size: [1, 8, 8], affine: null }, [0, 1, 1]).values).toEqual(values);
  });

  it('only ever gives values that were there', () => {
    const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float32Array.from(list);
        const out = medianFiltered({ values, size: [1, 5, 5], affine: null }, [0, 1, 1]).values;
        expect(out.every((value) => values.includes(value))).toBe(true);
      }),
    );
  });
});
