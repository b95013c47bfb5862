import { lengthOf } from '../imaging/vectors.ts';
import { partsOf } from '../imaging/affine.ts';
import { resizeAxis } from './resize-axis.ts';
import { tapsOf, type ResizeMethod } from './resize-taps.ts';
import { steppedAffine, type GridSize, type PlacedGrid, type VoxelGrid } from './voxel-grid.ts';

/**
 * Brings a grid to another size that covers the same box: axis by axis (columns, rows, slices), half-pixel centres.
 *
 * @returns the affine of the new voxels; values as `tapsOf` says for the method
 */
export function resized<Grid extends VoxelGrid>(grid: Grid, size: GridSize, method: ResizeMethod): Grid {
  const scale = grid.size.map((side, axis) => side / (size[axis] as number)) as unknown as GridSize;
  return rescaled(grid, size, scale, method);
}

/**
 * Brings a grid to other distances between voxels. The box begins at the same corner; its far end moves by less than half a
 * new voxel, so that the distances are exactly those asked for.
 *
 * @param spacingMm between slices, rows, columns
 * @param method `linear` takes points and may miss what is smaller than a new voxel; `triangle-antialias` averages
 */
export function resampledToSpacing(grid: PlacedGrid, spacingMm: GridSize, method: ResizeMethod): PlacedGrid {
  const { column, row, slice } = partsOf(grid.affine);
  const own = [lengthOf(slice), lengthOf(row), lengthOf(column)];
  const scale = spacingMm.map((mm, axis) => mm / (own[axis] as number)) as unknown as GridSize;
  const size = grid.size.map((side, axis) => Math.max(1, Math.round(side / (scale[axis] as number))));
  return rescaled(grid, size as unknown as GridSize, scale, method);
}

/** @param scale old voxels a new one, by axis */
function rescaled<Grid extends VoxelGrid>(grid: Grid, size: GridSize, scale: GridSize, method: ResizeMethod): Grid {
  let { values } = grid;
  const sides: [number, number, number] = [...grid.size];
  for (const axis of [2, 1, 0] as const) {
    if (size[axis] === sides[axis] && scale[axis] === 1) continue;
    const taps = tapsOf(method, sides[axis], size[axis], scale[axis]);
    const outer = axis === 0 ? 1 : axis === 1 ? sides[0] : sides[0] * sides[1];
    const inner = axis === 2 ? 1 : axis === 1 ? sides[2] : sides[1] * sides[2];
    values = resizeAxis(values, outer, sides[axis], inner, taps);
    sides[axis] = size[axis];
  }
  const start = scale.map((step) => 0.5 * step - 0.5) as unknown as GridSize;
  return {
    ...grid,
    values: values === grid.values ? values.slice() : values,
    size,
    affine: steppedAffine(grid.affine, scale, start),
  };
}
