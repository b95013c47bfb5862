import { reordered as reorderedAffine } from '../imaging/affine.ts';
import { voxelsIn, type GridSize, type VoxelGrid } from './voxel-grid.ts';

/** An axis of a grid: 0 slices, 1 rows, 2 columns. */
export type GridAxis = 0 | 1 | 2;

/**
 * The same voxels in another order: nothing is computed, and each stays where it lies in the patient.
 *
 * @param axes for each new axis (slices, rows, columns) the old one, e.g. `[0, 2, 1]` transposes each slice
 * @param backwards for each new axis whether it runs from the old one's end
 */
export function reordered<Grid extends VoxelGrid>(
  grid: Grid,
  axes: readonly [GridAxis, GridAxis, GridAxis],
  backwards: readonly [boolean, boolean, boolean],
): Grid {
  const [, rows, columns] = grid.size;
  const oldStrides = [rows * columns, columns, 1];
  const size = axes.map((axis) => grid.size[axis]) as unknown as GridSize;
  const steps = axes.map((axis, i) => (oldStrides[axis] as number) * (backwards[i] ? -1 : 1)) as [
    number,
    number,
    number,
  ];
  let first = 0;
  axes.forEach((axis, i) => {
    if (backwards[i]) first += (grid.size[axis] - 1) * (oldStrides[axis] as number);
  });
  const values = new Float32Array(voxelsIn(size));
  let to = 0;
  for (let slice = 0; slice < size[0]; slice++) {
    for (let row = 0; row < size[1]; row++) {
      let from = first + slice * steps[0] + row * steps[1];
      for (let column = 0; column < size[2]; column++, from += steps[2]) values[to++] = grid.values[from] as number;
    }
  }
  // The affine counts its axes the other way round: columns first.
  const mirrored = (axis: GridAxis) => (2 - axis) as GridAxis;
  const affine =
    grid.affine &&
    reorderedAffine(
      grid.affine,
      [mirrored(axes[2]), mirrored(axes[1]), mirrored(axes[0])],
      [backwards[2], backwards[1], backwards[0]],
      [grid.size[2], grid.size[1], grid.size[0]],
    );
  return { ...grid, values, size, affine };
}

/** Mirrored along one axis (`numpy.flip`). */
export function flippedAlong<Grid extends VoxelGrid>(grid: Grid, axis: GridAxis): Grid {
  return reordered(grid, [0, 1, 2], [axis === 0, axis === 1, axis === 2]);
}

/**
 * Turned in its slices by quarters, clockwise as it is seen (rows downwards): `numpy.rot90(values, -quarters, axes=(1, 2))`.
 */
export function turned<Grid extends VoxelGrid>(grid: Grid, quarters: number): Grid {
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return reordered(grid, [0, 2, 1], [false, false, true]);
    case 2:
      return reordered(grid, [0, 1, 2], [false, true, true]);
    case 3:
      return reordered(grid, [0, 2, 1], [false, true, false]);
    default:
      return reordered(grid, [0, 1, 2], [false, false, false]);
  }
}
