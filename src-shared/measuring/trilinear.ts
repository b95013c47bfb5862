import type { Vector } from '../imaging/vectors.ts';

/**
 * The value of a grid between its points, linear along each axis.
 *
 * @param size points along each axis
 * @param valueAt of a grid point; null: none there
 * @param at in steps of the grid, the first point at 0, 0, 0
 * @returns null outside the grid and where one of the points that count has no value
 */
export function trilinear(
  size: readonly [number, number, number],
  valueAt: (i: number, j: number, k: number) => number | null,
  at: Vector,
): number | null {
  const low = at.map((value, axis) => Math.min(Math.floor(value + EDGE), (size[axis] as number) - 1));
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    let weight = 1;
    const place = low.map((from, axis) => {
      const upper = (corner >> axis) & 1;
      const off = (at[axis] as number) - from;
      const along = Math.abs(off) < EDGE ? 0 : off;
      weight *= upper ? along : 1 - along;
      return from + upper;
    }) as [number, number, number];
    if (weight === 0) continue;
    if (place.some((value, axis) => value < 0 || value >= (size[axis] as number))) return null;
    const value = valueAt(...place);
    if (value === null) return null;
    sum += weight * value;
  }
  return sum;
}

/** Points nearer to a grid point than this, in steps, are on it. */
const EDGE = 1e-6;
