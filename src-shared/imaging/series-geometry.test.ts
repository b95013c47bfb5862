import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from './affine.ts';
import { assembleSeries } from './series-assembly.ts';
import type { SeriesInstance } from './series-plane.ts';
import { evenPlaces, sliceStack } from './series.fixture.ts';

const only = (instances: readonly SeriesInstance[]) => {
  const { displaySets, warnings } = assembleSeries(instances);
  expect(displaySets).toHaveLength(1);
  return { ...displaySets[0]!, warnings: [...warnings, ...displaySets[0]!.warnings] };
};

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('missing and uneven slices', () => {
  it('are told by number and place, and refuse the volume', () => {
    const set = only(sliceStack([0, 2, 4, 10, 12]));
    expect(set.warnings).toEqual([{ code: 'series-gap', details: { missing: 2, positionsMm: '6, 8' } }]);
    expect(codes(set.obstacles)).toEqual(['series-gap']);
  });

  it('are found wherever they are missing inside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.nat(), (count, where) => {
        const without = 1 + (where % (count - 2));
        const set = only(sliceStack(evenPlaces(count).filter((_, i) => i !== without)));
        expect(set.warnings).toEqual([
          { code: 'series-gap', details: { missing: 1, positionsMm: String(without * 2.5) } },
        ]);
      }),
    );
  });

  it('refuse the volume where steps differ by much', () => {
    const set = only(sliceStack([0, 2, 4, 6.8, 8.8]));
    expect(set.warnings).toEqual([
      { code: 'series-spacing-uneven', details: { smallestMm: 2, usualMm: 2, largestMm: 2.8 } },
    ]);
    expect(codes(set.obstacles)).toEqual(['series-spacing-uneven']);
  });

  it('are not claimed where one part was taken in thinner slices than the other', () => {
    const set = only(sliceStack([...evenPlaces(8, 2.5), ...evenPlaces(12, 5, 22.5)]));
    expect(set.warnings).toEqual([
      { code: 'series-spacing-uneven', details: { smallestMm: 2.5, usualMm: 5, largestMm: 5 } },
    ]);
    const thin = only(sliceStack([...evenPlaces(12, 2.5), ...evenPlaces(8, 5, 32.5)]));
    expect(codes(thin.warnings)).toEqual(['series-spacing-uneven']);
    expect(codes(thin.obstacles)).toEqual(['series-spacing-uneven']);
  });

  it('are counted, not listed, where a file claims to be half a kilometre away', () => {
    const set = only(sliceStack([0, 0.5, 1, 5e5]));
    expect(set.warnings[0]!.details['missing']).toBe(999_997);
    expect(String(set.warnings[0]!.details['positionsMm']).length).toBeLessThan(100);
  });

  it('are told but forgiven where steps differ by little', () => {
    const set = only(sliceStack([0, 2, 4.05, 6, 8]));
    expect(codes(set.warnings)).toEqual(['series-spacing-uneven']);
    expect(set.obstacles).toEqual([]);
    expect(set.geometry?.errorMm).toBeCloseTo(0.05, 9);
  });

  it('are not seen in positions that are only rounded', () => {
    expect(only(sliceStack(evenPlaces(40, 0.625).map((mm) => Math.round(mm * 100) / 100))).warnings).toEqual([]);
  });

  it('are seen in slices a hundredth of a millimetre thick', () => {
    const thin = (places: number[]) =>
      sliceStack(places, () => ({
        pixels: { spacing: { rowMm: 0.005, columnMm: 0.005, provenance: 'pixel-spacing' } },
      }));
    expect(only(thin(evenPlaces(9, 0.009))).obstacles).toEqual([]);
    expect(codes(only(thin([0, 0.009, 0.018, 0.036, 0.045])).obstacles)).toEqual(['series-gap']);
  });
});

describe('slices that lie off the line', () => {
  it('of a tilted gantry are one slanted volume, with the angle', () => {
    const degrees = 15;
    const shift = Math.tan((degrees * Math.PI) / 180) * 2.5;
    const set = only(
      sliceStack(evenPlaces(10), (i) => ({ pixels: { imagePositionMm: [-1, -2 + i * shift, i * 2.5] } })),
    );
    expect(set.warnings).toEqual([{ code: 'series-tilted', details: { degrees } }]);
    expect(set.obstacles).toEqual([]);
    expect(set.geometry?.spacingMm.slice).toBeCloseTo(2.5, 9);
    apply(set.geometry!.affine, [0, 0, 9]).forEach((mm, i) =>
      expect(mm).toBeCloseTo([-1, -2 + 9 * shift, 22.5][i]!, 9),
    );
  });

  it('of a tilted gantry whose positions move along the table are the same', () => {
    const tilt = (20 * Math.PI) / 180;
    const orientation = [1, 0, 0, 0, Math.cos(tilt), -Math.sin(tilt)];
    const set = only(
      sliceStack(evenPlaces(10), (i) => ({
        pixels: { imageOrientation: orientation, imagePositionMm: [0, 0, i * 3] },
      })),
    );
    expect(set.warnings).toEqual([{ code: 'series-tilted', details: { degrees: 20 } }]);
    expect(set.geometry?.spacingMm.slice).toBeCloseTo(3 * Math.cos(tilt), 9);
    expect(set.obstacles).toEqual([]);
  });

  it('one by one are no volume', () => {
    const set = only(
      sliceStack(evenPlaces(10), (i) => ({ pixels: { imagePositionMm: [i === 4 ? 6 : -1, -2, i * 2.5] } })),
    );
    expect(set.warnings).toEqual([{ code: 'series-position-inconsistent', details: { errorMm: 7 } }]);
    expect(codes(set.obstacles)).toEqual(['series-position-inconsistent']);
  });

  it('by a hair’s breadth of direction are told by how far a corner misses', () => {
    const set = only(
      sliceStack(evenPlaces(10), (i) => ({
        pixels: { rows: 512, columns: 512, imageOrientation: [1, 0, 0, 0, Math.cos(i * 1e-5), Math.sin(i * 1e-5)] },
      })),
    );
    expect(set.geometry?.errorMm).toBeCloseTo(511 * 0.5 * 9e-5, 5);
    expect(codes(set.warnings)).toEqual(['series-position-inconsistent']);
    expect(set.obstacles).toEqual([]);
  });
});
