import { describe, expect, it } from 'vitest';
import { roughGrid } from './grid.fixture.ts';
import { countOutliers, outlierFences, withoutOutliers } from './outliers.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const { values } = roughGrid([3, 12, 10]);
const { fences, tightFences, clipped } = expected.statistics;

describe('outliers', () => {
  it('begin where numpy’s quartiles say', () => {
    const { low, high } = outlierFences(values);
    expect(farthest([low, high], fences)).toBeLessThan(1e-6);
    const tight = outlierFences(values, 0.2);
    expect(farthest([tight.low, tight.high], tightFences)).toBeLessThan(1e-6);
  });

  it('are held at the fences', () => {
    expect(farthest(withoutOutliers(values, outlierFences(values, 0.2)), clipped)).toBeLessThan(1e-6);
  });

  it('are counted, and what is no number is one', () => {
    const hurt = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 900, NaN, -Infinity);
    const own = outlierFences(hurt);
    expect(own).toEqual({ low: -3, high: 13 });
    expect(countOutliers(hurt, own)).toBe(3);
    expect([...withoutOutliers(hurt, own)].slice(8)).toEqual([13, -3, -3]);
  });
});
