import { describe, expect, it } from 'vitest';
import { orderSeries } from './series-order.ts';

const axial = [1, 0, 0, 0, 1, 0];
const slice = (mm: number | null, instanceNumber: number | null = null, imageOrientation: number[] | null = axial) => ({
  instanceNumber,
  imagePositionMm: mm === null ? null : [0, 0, mm],
  imageOrientation,
});
const heights = (slices: { imagePositionMm: number[] | null }[]) => slices.map((one) => one.imagePositionMm?.[2]);

describe('a series', () => {
  it('is ordered by position, whatever the instance numbers say', () => {
    const ordered = orderSeries([slice(5, 1), slice(-5, 2), slice(0, 3)]);
    expect(heights(ordered.instances)).toEqual([-5, 0, 5]);
    expect(ordered).toMatchObject({ by: 'position', warnings: [] });
  });

  it('is ordered by instance number where a position is missing', () => {
    const ordered = orderSeries([slice(null, 2), slice(3, 1), slice(null, null)]);
    expect(ordered.instances.map((one) => one.instanceNumber)).toEqual([1, 2, null]);
    expect(ordered.by).toBe('number');
  });

  it('says how many slices are missing', () => {
    const ordered = orderSeries([0, 2, 4, 10, 12].map((mm) => slice(mm)));
    expect(ordered.warnings).toEqual([{ code: 'series-gap', details: { missing: 2 } }]);
  });

  it('takes slices at one place for time, not for a gap', () => {
    expect(orderSeries([0, 0, 2, 2, 4, 4].map((mm, i) => slice(mm, i))).warnings).toEqual([]);
  });

  it('of mixed orientations is not ordered by position, and says so', () => {
    const ordered = orderSeries([slice(0, 2), slice(1, 1, [0, 1, 0, 0, 0, -1])]);
    expect(ordered.instances.map((one) => one.instanceNumber)).toEqual([1, 2]);
    expect(ordered).toMatchObject({ by: 'number', warnings: [{ code: 'series-gap', details: { mixed: 1 } }] });
  });
});
