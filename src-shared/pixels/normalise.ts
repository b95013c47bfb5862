import { percentiles } from '../imaging/percentiles.ts';

/**
 * Scales values to 0–1 between two percentiles (numpy's linear interpolation) and cuts what lies outside. A picture whose
 * two percentiles are one value becomes all zeros.
 *
 * @param lowPercent, highPercent 0–100
 */
export function percentileRange(values: Float32Array, lowPercent: number, highPercent: number): Float32Array {
  const [low, high] = percentiles(values, [lowPercent, highPercent]) as [number, number];
  return high > low ? values.map(ranged(low, high)) : new Float32Array(values.length);
}

/** What scales a value to 0–1 between two others and cuts what lies outside; all is 0 where they are one. */
export function ranged(low: number, high: number): (value: number) => number {
  if (!(high > low)) return () => 0;
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** `(value - mean) / std` for every value; `std` is not 0. */
export function standardise(values: Float32Array, mean: number, std: number): Float32Array {
  return values.map((value) => (value - mean) / std);
}
