import { placesOf } from './picture-window.ts';
import type { GridSize, VoxelGrid } from './voxel-grid.ts';

/**
 * Replaces each voxel by the median of the box around it, outermost voxels repeated beyond the border: the values of
 * `scipy.ndimage.median_filter(mode='nearest')`. Takes away single odd voxels and keeps edges. The values must be numbers.
 *
 * @param radius voxels to either side, by slices, rows, columns; 0: that axis is left alone
 */
export function medianFiltered<Grid extends VoxelGrid>(grid: Grid, radius: GridSize): Grid {
  const [slices, rows, columns] = grid.size;
  const places = radius.map((reach, axis) =>
    placesOf(-reach, grid.size[axis as 0] + 2 * reach, grid.size[axis as 0], 'edge'),
  ) as [Int32Array, Int32Array, Int32Array];
  const sides = radius.map((reach) => 2 * reach + 1) as unknown as GridSize;
  const box = new Float32Array(sides[0] * sides[1] * sides[2]);
  const middle = (box.length - 1) / 2;
  const out = new Float32Array(grid.values.length);
  let to = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        gather(grid, places, sides, slice, row, column, box);
        out[to++] = ranked(box, middle);
      }
    }
  }
  return { ...grid, values: out };
}

function gather(
  { values, size }: VoxelGrid,
  [down, across, along]: readonly [Int32Array, Int32Array, Int32Array],
  sides: GridSize,
  slice: number,
  row: number,
  column: number,
  box: Float32Array,
): void {
  let at = 0;
  for (let k = 0; k < sides[0]; k++) {
    const inSlice = (down[slice + k] as number) * size[1];
    for (let j = 0; j < sides[1]; j++) {
      const inRow = (inSlice + (across[row + j] as number)) * size[2];
      for (let i = 0; i < sides[2]; i++) box[at++] = values[inRow + (along[column + i] as number)] as number;
    }
  }
}

/** The value of a rank (from 0) among all, by Hoare's selection; the order of `box` is changed. */
function ranked(box: Float32Array, rank: number): number {
  let low = 0;
  let high = box.length - 1;
  while (low < high) {
    const pivot = box[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((box[i] as number) < pivot) i++;
      while ((box[j] as number) > pivot) j--;
      if (i > j) break;
      const value = box[i] as number;
      box[i++] = box[j] as number;
      box[j--] = value;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return box[rank] as number;
}
