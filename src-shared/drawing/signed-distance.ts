import { squaredDistances } from '../metrics/distance-transform.ts';
import type { BinaryMask } from '../pixels/binary-mask.ts';

/** Between the middles of neighbouring voxels: slices, rows, columns. */
export type Spacing = readonly [slice: number, row: number, column: number];

/**
 * How deep every voxel lies inside a mask (positive: to the nearest middle outside) or how far from it (negative: to the
 * nearest middle inside), in the spacing's unit. What lies beyond the grid is neither inside nor outside. A mask that is empty
 * or full is nowhere near: minus or plus the grid's diagonal.
 *
 * @returns slices × rows × columns
 */
export function signedDistances({ slices, rows, columns, values }: BinaryMask, spacing: Spacing): Float64Array {
  const shape = [slices, rows, columns];
  const most = Math.hypot(...shape.map((length, axis) => length * (spacing[axis] as number)));
  const out = squaredDistances(values, shape, spacing);
  const deep = squaredDistances(
    values.map((value) => 1 - value),
    shape,
    spacing,
  );
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.min(most, Math.sqrt(deep[i] as number)) - Math.min(most, Math.sqrt(out[i] as number));
  }
  return out;
}
