import type { BinaryMask, Touch } from '../pixels/binary-mask.ts';
import { componentsOf } from '../pixels/components.ts';
import { grownRegion } from './region.ts';

/** The part of a mask to which a voxel belongs; empty where the voxel lies outside. */
export function partAt(mask: BinaryMask, voxel: number, touch: Touch): BinaryMask {
  return grownRegion(mask, voxel, [1, 1], touch).mask;
}

/**
 * The parts of a mask as masks of their own, the largest first, of equal ones the one that begins first.
 *
 * @param most so many of them; the rest is left out
 */
export function partsOf(mask: BinaryMask, touch: Touch, most: number): BinaryMask[] {
  const { labels, sizes } = componentsOf(mask, touch);
  const order = sizes.map((size, i) => ({ size, part: i + 1 })).sort((a, b) => b.size - a.size || a.part - b.part);
  return order.slice(0, most).map(({ part }) => ({
    ...mask,
    values: Uint8Array.from(labels, (label) => (label === part ? 1 : 0)),
  }));
}
