import { placesOf, type Beyond } from './picture-window.ts';
import { steppedAffine, voxelsIn, type GridSize, type VoxelGrid } from './voxel-grid.ts';

const INSIDE: Beyond = { mode: 'edge', value: 0 };

/**
 * Cuts a box out of a grid; what lies in it stays where it lay.
 *
 * @param start its first voxel (slice, row, column)
 * @param size its size; the box is cut off at the grid's ends and keeps at least one voxel
 */
export function cropped<Grid extends VoxelGrid>(grid: Grid, start: GridSize, size: GridSize): Grid {
  const from = start.map((at, axis) => Math.min((grid.size[axis] as number) - 1, Math.max(0, at)));
  const to = start.map((at, axis) => Math.min(grid.size[axis] as number, at + (size[axis] as number)));
  const sides = to.map((end, axis) => Math.max(1, end - (from[axis] as number)));
  return windowOfGrid(grid, from as unknown as GridSize, sides as unknown as GridSize, INSIDE);
}

/**
 * Adds voxels around a grid, as `numpy.pad` of the modes constant, edge and reflect; what was there stays where it lay.
 *
 * @param before, after how many, by slices, rows, columns; not below 0
 */
export function padded<Grid extends VoxelGrid>(grid: Grid, before: GridSize, after: GridSize, beyond: Beyond): Grid {
  const start = before.map((count) => -count) as unknown as GridSize;
  const size = grid.size.map((side, axis) => side + (before[axis] as number) + (after[axis] as number));
  return windowOfGrid(grid, start, size as unknown as GridSize, beyond);
}

function windowOfGrid<Grid extends VoxelGrid>(grid: Grid, start: GridSize, size: GridSize, beyond: Beyond): Grid {
  const [slices, rows, columns] = [0, 1, 2].map((axis) =>
    placesOf(start[axis as 0], size[axis as 0], grid.size[axis as 0], beyond.mode),
  ) as [Int32Array, Int32Array, Int32Array];
  const [, oldRows, oldColumns] = grid.size;
  const values = new Float32Array(voxelsIn(size));
  let to = 0;
  for (const slice of slices) {
    for (const row of rows) {
      const from = slice < 0 || row < 0 ? -1 : (slice * oldRows + row) * oldColumns;
      for (const column of columns) {
        values[to++] = from < 0 || column < 0 ? beyond.value : (grid.values[from + column] as number);
      }
    }
  }
  return { ...grid, values, size, affine: steppedAffine(grid.affine, [1, 1, 1], start) };
}
