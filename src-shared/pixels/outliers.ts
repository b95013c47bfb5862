import { percentiles } from '../imaging/percentiles.ts';

/** Between them lies what is no outlier. */
export interface Fences {
  readonly low: number;
  readonly high: number;
}

/** Tukey's: one and a half times the distance between the quartiles. */
const REACH = 1.5;

/**
 * Where outliers begin: `reach` times the interquartile range below the first and above the third quartile (Tukey 1977;
 * quartiles as numpy's `linear`). NaN throughout where nothing is a number.
 */
export function outlierFences(values: Float32Array, reach = REACH): Fences {
  const [first, third] = percentiles(values, [25, 75]) as [number, number];
  const range = third - first;
  return { low: first - reach * range, high: third + reach * range };
}

/** How many values lie beyond the fences; what is no number does. */
export function countOutliers(values: Float32Array, { low, high }: Fences): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= low && value <= high)) count++;
  }
  return count;
}

/** Values with outliers held at the fences (`numpy.clip`); what is no number becomes the lower one. */
export function withoutOutliers(values: Float32Array, { low, high }: Fences): Float32Array {
  return values.map((value) => (value > low ? Math.min(high, value) : low));
}
