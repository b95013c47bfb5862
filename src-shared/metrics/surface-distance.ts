import { quantile } from './bootstrap.ts';
import { squaredDistances } from './distance-transform.ts';

/** How far the borders of two masks lie from one another, in the spacing's unit. */
export interface SurfaceDistance {
  /** The largest distance of a border element to the other border (Hausdorff 1914). */
  readonly hausdorff: number;
  /** The larger of the two directions' 95th percentiles. */
  readonly hausdorff95: number;
  /** Mean over the border elements of both. */
  readonly average: number;
}

/**
 * Distances between the borders of two masks of one grid. A border element is one in the mask with a face neighbour outside
 * it; what lies beyond the grid is outside. `NaN` where one of the masks is empty, 0 where both are.
 *
 * @param shape elements along each axis, slowest first
 * @param spacing between elements along each axis, same order
 */
export function surfaceDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  shape: readonly number[],
  spacing: readonly number[],
): SurfaceDistance {
  const [a, b] = [borderOf(first, shape), borderOf(second, shape)];
  if (a.length === 0 && b.length === 0) return { hausdorff: 0, hausdorff95: 0, average: 0 };
  if (a.length === 0 || b.length === 0) return { hausdorff: NaN, hausdorff95: NaN, average: NaN };
  const there = distancesTo(b, a, first.length, shape, spacing);
  const back = distancesTo(a, b, first.length, shape, spacing);
  const total = [...there, ...back].reduce((sum, value) => sum + value, 0);
  return {
    hausdorff: Math.max(there.at(-1) as number, back.at(-1) as number),
    hausdorff95: Math.max(quantile(there, 0.95), quantile(back, 0.95)),
    average: total / (there.length + back.length),
  };
}

/** Indices of a mask's border. */
export function borderOf(mask: ArrayLike<number>, shape: readonly number[]): number[] {
  const strides = shape.map((_length, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const border: number[] = [];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const outside = shape.some((length, axis) => {
      const stride = strides[axis] as number;
      const at = Math.floor(i / stride) % length;
      return at === 0 || at === length - 1 || mask[i - stride] === 0 || mask[i + stride] === 0;
    });
    if (outside) border.push(i);
  }
  return border;
}

/** Sorted distances from each of `from` to the nearest of `to`. */
function distancesTo(
  to: readonly number[],
  from: readonly number[],
  size: number,
  shape: readonly number[],
  spacing: readonly number[],
): number[] {
  const marked = new Uint8Array(size);
  for (const i of to) marked[i] = 1;
  const squared = squaredDistances(marked, shape, spacing);
  return from.map((i) => Math.sqrt(squared[i] as number)).sort((a, b) => a - b);
}
