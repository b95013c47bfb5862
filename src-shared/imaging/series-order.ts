import type { Coded } from '../contract/coded.ts';

/** What ordering asks about an instance; `InstanceDescription` spread with its `pixels` fits. */
export interface Placed {
  readonly instanceNumber: number | null;
  /** LPS millimetres of the first pixel. */
  readonly imagePositionMm: readonly number[] | null;
  readonly imageOrientation: readonly number[] | null;
}

export interface SeriesOrder<T> {
  readonly instances: T[];
  /** `position`: along the normal of the slices; `number`: by instance number, as the geometry is missing or mixed. */
  readonly by: 'position' | 'number';
  readonly warnings: Coded[];
}

/**
 * Orders the instances of one series: along the common normal of their slices (row × column direction), ties by instance
 * number; without a common geometry by instance number, in the given order where that is missing too. Stable.
 *
 * @returns warnings `series-gap` with how many slices seem `missing` (steps over 1.5 times the median step), or with
 *   `mixed` orientations
 */
export function orderSeries<T extends Placed>(instances: readonly T[]): SeriesOrder<T> {
  const byNumber = () => [...instances].sort((a, b) => numberOf(a) - numberOf(b));
  const oriented = instances.filter((instance) => instance.imageOrientation && instance.imagePositionMm);
  if (oriented.length < instances.length || instances.length < 2) {
    return { instances: byNumber(), by: 'number', warnings: [] };
  }
  const [first] = instances as [T, ...T[]];
  const mixed = instances.filter((instance) => !sameDirection(instance, first)).length;
  if (mixed > 0) {
    return { instances: byNumber(), by: 'number', warnings: [{ code: 'series-gap', details: { mixed } }] };
  }
  const normal = normalOf(first.imageOrientation ?? []);
  const placed = instances
    .map((instance) => ({ instance, mm: dot(normal, instance.imagePositionMm ?? []) }))
    .sort((a, b) => a.mm - b.mm || numberOf(a.instance) - numberOf(b.instance));
  const warnings = gaps(placed.map(({ mm }) => mm));
  return { instances: placed.map(({ instance }) => instance), by: 'position', warnings };
}

/** Steps below a hundredth of a millimetre are the same place, filmed again (time, echo). */
const SAME_PLACE_MM = 0.01;

function gaps(positionsMm: readonly number[]): Coded[] {
  const steps = positionsMm
    .slice(1)
    .map((mm, i) => mm - (positionsMm[i] as number))
    .filter((step) => step > SAME_PLACE_MM);
  if (steps.length < 2) return [];
  const median = [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] as number;
  const missing = steps.reduce((sum, step) => sum + (step > 1.5 * median ? Math.round(step / median) - 1 : 0), 0);
  return missing > 0 ? [{ code: 'series-gap', details: { missing } }] : [];
}

function numberOf(instance: Placed): number {
  return instance.instanceNumber ?? Number.MAX_SAFE_INTEGER;
}

function sameDirection(a: Placed, b: Placed): boolean {
  return (a.imageOrientation ?? []).every((cosine, i) => Math.abs(cosine - (b.imageOrientation?.[i] ?? NaN)) < 1e-3);
}

function normalOf(cosines: readonly number[]): [number, number, number] {
  const [a, b, c, d, e, f] = cosines as [number, number, number, number, number, number];
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
