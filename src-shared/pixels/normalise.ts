import type { Window } from '../imaging/instance.ts';
import { percentiles } from '../imaging/percentiles.ts';
import { windowed } from '../imaging/presentation.ts';

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

/**
 * What scales a value to 0–1 between two others and cuts what lies outside; all is 0 where they are one, and so is what is no
 * number.
 */
function ranged(low: number, high: number): (value: number) => number {
  if (!(high > low)) return () => 0;
  return (value) => (value > low ? Math.min(1, (value - low) / (high - low)) : 0);
}

/** Scales values to 0–1 between the smallest and the largest that are numbers; all is 0 where they are one. */
export function minMaxRange(values: Float32Array): Float32Array {
  const { low, high } = endsOf(values);
  return values.map(ranged(low, high));
}

/**
 * Values as a window shows them, 0–1 (PS3.3 C.11.2), in modality units; what is no number is 0.
 */
export function windowRange(values: Float32Array, window: Window): Float32Array {
  const shown = windowed(window);
  return values.map((value) => (Number.isNaN(value) ? 0 : shown(value) / 255));
}

/**
 * `(value - mean) / deviation` of the values themselves (population deviation, `scipy.stats.zscore`), those that are no
 * numbers left out and 0 afterwards; all is 0 where the values are one.
 *
 * @param counts which values the mean and the deviation are taken over, e.g. those of a body; absent: all
 */
export function zScores(values: Float32Array, counts: (value: number) => boolean = () => true): Float32Array {
  const counted = values.filter((value) => Number.isFinite(value) && counts(value));
  const mean = counted.reduce((sum, value) => sum + value, 0) / counted.length;
  const variance = counted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / counted.length;
  const std = Math.sqrt(variance);
  return values.map((value) => (std > 0 && Number.isFinite(value) ? (value - mean) / std : 0));
}

function endsOf(values: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** `(value - mean) / std` for every value; `std` is not 0. */
export function standardise(values: Float32Array, mean: number, std: number): Float32Array {
  return values.map((value) => (value - mean) / std);
}
