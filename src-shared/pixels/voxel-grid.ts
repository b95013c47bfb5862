import type { Affine } from '../imaging/affine.ts';

/** Slices, rows, columns; the last fastest. */
export type GridSize = readonly [slices: number, rows: number, columns: number];

/** Numbers on a regular grid that know where they lie. A picture is one slice. */
export interface VoxelGrid {
  /** Slices × rows × columns, columns fastest. */
  readonly values: Float32Array;
  readonly size: GridSize;
  /** Voxel index (column, row, slice) → LPS millimetres; null: nobody knows. */
  readonly affine: Affine | null;
}

/** A grid of which it is known where it lies. */
export type PlacedGrid = VoxelGrid & { readonly affine: Affine };

/** How many values a grid of this size has. */
export function voxelsIn([slices, rows, columns]: GridSize): number {
  return slices * rows * columns;
}

/**
 * An affine after the grid changed: new index → old index along each axis is `index * step + start`.
 *
 * @param step, start slices, rows, columns, in old voxels
 */
export function steppedAffine(affine: Affine | null, step: GridSize, start: GridSize): Affine | null {
  if (!affine) return null;
  const [dz, dy, dx] = step;
  const [z, y, x] = start;
  const line = ([a, b, c, d]: Affine[0]): Affine[0] => [a * dx, b * dy, c * dz, d + a * x + b * y + c * z];
  return [line(affine[0]), line(affine[1]), line(affine[2]), affine[3]];
}
