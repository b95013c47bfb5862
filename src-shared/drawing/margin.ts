import { squaredDistances } from '../metrics/distance-transform.ts';
import type { BinaryMask } from '../pixels/binary-mask.ts';
import type { Spacing } from './signed-distance.ts';

/**
 * A mask with a margin: every voxel whose middle lies within `by` of a middle inside.
 *
 * @param by in the spacing's unit, not negative
 */
export function grownBy(mask: BinaryMask, by: number, spacing: Spacing): BinaryMask {
  const { slices, rows, columns, values } = mask;
  const squared = squaredDistances(values, [slices, rows, columns], spacing);
  const most = within(by);
  return { ...mask, values: Uint8Array.from(squared, (distance) => (distance <= most ? 1 : 0)) };
}

/** A mask without its margin: only what lies further than `by` from every middle outside. The grid's border eats nothing. */
export function shrunkBy(mask: BinaryMask, by: number, spacing: Spacing): BinaryMask {
  const outside = mask.values.map((value) => 1 - value);
  const eaten = grownBy({ ...mask, values: outside }, by, spacing);
  return { ...mask, values: eaten.values.map((value) => 1 - value) };
}

/** The square of a distance; three steps of 0.1 reach as far as 0.3. */
const within = (distance: number) => distance * distance * (1 + 1e-12);
