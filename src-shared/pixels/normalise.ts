import { percentiles } from '../imaging/percentiles.ts';

/**
 * Scales values to 0–1 between two percentiles (numpy's linear interpolation) and cuts what lies outside. A picture whose
 * two percentiles are one value becomes all zeros.
 *
 * @param lowPercent, highPercent 0–100
 */
export function percentileRange(values: Float32Array, lowPercent: number, highPercent: number): Float32Array {
  const [low, high] = percentiles(values, [lowPercent, highPercent]) as [number, number];
  const out = new Float32Array(values.length);
  if (!(high > low)) return out;
  for (let i = 0; i < values.length; i++) {
    out[i] = Math.min(1, Math.max(0, ((values[i] as number) - low) / (high - low)));
  }
  return out;
}

/** `(value - mean) / std` for every value; `std` is not 0. */
export function standardise(values: Float32Array, mean: number, std: number): Float32Array {
  return values.map((value) => (value - mean) / std);
}
