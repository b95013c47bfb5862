import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedPixels } from './allowed.ts';
import { combined, inverted, type BooleanOperation } from './boolean.ts';
import { plot, plotted } from './drawing.fixture.ts';
import truth from './drawing.fixture.json' with { type: 'json' };
import { grownRegion, rangeAround } from './region.ts';

describe.each(truth.regions)('a region of $shape', ({ shape, values, seed, tolerance, faces, corners }) => {
  const [slices, rows, columns] = (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
  const samples = { slices, rows, columns, values };

  it.each([
    ['faces', faces],
    ['corners', corners],
  ] as const)('is flooded as by scikit-image where it joins by %s', (touch, expected) => {
    const grown = grownRegion(samples, seed, rangeAround(samples, seed, tolerance), touch);
    expect(grown.mask.values.join('')).toBe(expected);
    expect(grown).toMatchObject({ voxels: expected.replaceAll('0', '').length, stopped: false });
  });

  it('stops at the most that it may have, and says so', () => {
    const grown = grownRegion(samples, seed, rangeAround(samples, seed, tolerance), 'faces', { most: 7 });
    expect(grown).toMatchObject({ voxels: 7, stopped: true });
    expect(grown.mask.values.reduce((sum, value) => sum + value, 0)).toBe(7);
  });

  it('goes only where it may', () => {
    const allowed = Uint8Array.from(values, (_, i) => (i % columns >= Math.floor(columns / 2) ? 1 : 0));
    const grown = grownRegion(samples, seed, rangeAround(samples, seed, tolerance), 'faces', { allowed });
    grown.mask.values.forEach((is, i) => expect(is && !allowed[i]).toBeFalsy());
    expect(grown.voxels).toBeGreaterThan(0);
  });
});

describe('a region', () => {
  it('of a seed that is out of range or no number is empty', () => {
    const samples = { slices: 1, rows: 1, columns: 3, values: [1, NaN, 3] };
    expect(grownRegion(samples, 0, [2, 4], 'faces').voxels).toBe(0);
    expect(grownRegion(samples, 1, rangeAround(samples, 1, 5), 'faces').voxels).toBe(0);
  });

  it('is exactly as large as it may be without having been stopped', () => {
    const samples = { slices: 1, rows: 1, columns: 4, values: [5, 5, 5, 9] };
    expect(grownRegion(samples, 0, [5, 5], 'faces', { most: 3 })).toMatchObject({ voxels: 3, stopped: false });
  });
});

describe('where a tool may paint', () => {
  it('is anywhere without a restriction', () => {
    expect(allowedPixels(4, {})).toBeNull();
  });

  it('is what every restriction leaves', () => {
    const restriction = {
      inside: Uint8Array.of(1, 1, 1, 1, 0),
      outside: [Uint8Array.of(1, 0, 0, 0, 0)],
      intensity: { values: [5, 5, 6, NaN, 5], low: 5, high: 5 },
    };
    expect(allowedPixels(5, restriction)).toEqual(Uint8Array.of(0, 1, 0, 0, 0));
  });
});

describe('masks together', () => {
  const masks = fc.integer({ min: 0, max: 40 }).chain((length) => {
    const mask = fc.array(fc.constantFrom(0, 1), { minLength: length, maxLength: length });
    return fc.tuple(mask, mask).map(([a, b]) => [Uint8Array.from(a), Uint8Array.from(b)] as const);
  });
  const rules: Record<BooleanOperation, (a: boolean, b: boolean) => boolean> = {
    union: (a, b) => a || b,
    intersect: (a, b) => a && b,
    subtract: (a, b) => a && !b,
    exclude: (a, b) => a !== b,
  };

  it.each(Object.entries(rules))('are joined by %s', (operation, rule) => {
    fc.assert(
      fc.property(masks, ([a, b]) => {
        const expected = a.map((value, i) => Number(rule(value === 1, b[i] === 1)));
        expect(combined(a, b, operation as BooleanOperation)).toEqual(expected);
      }),
    );
  });

  it('of different sizes are refused', () => {
    expect(() => combined(Uint8Array.of(1), Uint8Array.of(1, 0), 'union')).toThrow(RangeError);
  });

  it('turn inside out', () => {
    expect(plot(inverted(plotted('#.', '..')))).toEqual(['.#', '##']);
  });
});
