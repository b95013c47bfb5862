import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borderBand, doubtMap, sizeInterval } from './doubt.ts';

const likelihood = fc.integer({ min: 0, max: 64 }).map((part) => part / 64);
const map = fc.array(likelihood, { minLength: 1, maxLength: 50 }).map((list) => Float32Array.from(list));

describe('the doubt of a network', () => {
  it('is the entropy of SciPy', () => {
    // scipy.stats.entropy([p, 1 - p], base=2); of three: [0.5, 0.25, 0.25], base=3
    const [half, tenth, none, all] = doubtMap([Float32Array.of(0.5, 0.1, 0, 1)]);
    expect([half, none, all]).toEqual([1, 0, 0]);
    expect(tenth).toBeCloseTo(0.4689955935892812, 6);
    expect(doubtMap([Float32Array.of(0.5), Float32Array.of(0.25)])[0]).toBeCloseTo(0.946394630357186, 6);
  });

  it('is the same of a label and of its absence, and more the nearer to a half', () => {
    fc.assert(
      fc.property(map, (map) => {
        const doubt = doubtMap([map]);
        expect(doubtMap([map.map((likely) => 1 - likely)])).toEqual(doubt);
        map.forEach((a, i) => {
          map.forEach((b, j) => {
            if (Math.abs(a - 0.5) < Math.abs(b - 0.5)) expect(doubt[i]).toBeGreaterThan(doubt[j]!);
          });
        });
      }),
    );
  });

  it('of maps of different sizes is refused', () => {
    expect(() => doubtMap([])).toThrow(RangeError);
    expect(() => doubtMap([Float32Array.of(1), Float32Array.of(1, 0)])).toThrow(RangeError);
  });
});

describe('the size of what a network outlines', () => {
  it('lies within its level sets, which differ by the band', () => {
    fc.assert(
      fc.property(map, fc.integer({ min: 32, max: 64 }), (map, part) => {
        const sure = part / 64;
        const { least, likely, most, expected } = sizeInterval(map, sure, 1);
        expect(least <= likely && likely <= most).toBe(true);
        const { values } = borderBand({ slices: 1, rows: 1, columns: map.length }, map, sure);
        expect(values.reduce((sum, value) => sum + value, 0)).toBe(most - least);
        expect(expected).toBeCloseTo(
          map.reduce((sum, value) => sum + value, 0),
          4,
        );
      }),
    );
  });

  it('is in the unit of a voxel', () => {
    expect(sizeInterval(Float32Array.of(0.9, 0.6, 0.2, 0.1), 0.8, 2.5)).toEqual({
      ...{ least: 2.5, likely: 5, most: 7.5 },
      expected: expect.closeTo(4.5, 6) as number,
    });
  });
});
