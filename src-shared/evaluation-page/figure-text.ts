import type { Estimate } from '../metrics/roc.ts';

/** What stands where nothing could be counted. */
export const NOTHING = '—';

/** A figure with three decimals. */
export function figureText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? NOTHING : value.toFixed(3);
}

/** A figure and its interval: `0.943 (0.921–0.961)`; without bounds the figure alone. */
export function estimateText(estimate: Estimate | null, text: (value: number) => string = figureText): string {
  if (estimate === null || !Number.isFinite(estimate.value)) return NOTHING;
  const { value, low, high } = estimate;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return text(value);
  return `${text(value)} (${text(low)}–${text(high)})`;
}

/** A length and its interval with one decimal: `7.8 (6.3–9.3) px`. */
export function lengthEstimateText(estimate: Estimate, unit: 'mm' | 'px'): string {
  const text = estimateText(estimate, (value) => value.toFixed(1));
  return text === NOTHING ? NOTHING : `${text} ${unit}`;
}

/** A length with one decimal and its unit. */
export function lengthText(value: number, unit: 'mm' | 'px'): string {
  return Number.isFinite(value) ? `${value.toFixed(1)} ${unit}` : NOTHING;
}
