import { resizeAxis } from './resize-axis.ts';
import type { Taps } from './resize-taps.ts';
import type { GridSize, VoxelGrid } from './voxel-grid.ts';

/** Deviations after which the bell is cut off. */
const TRUNCATE = 4;

/**
 * Smooths a grid with a Gaussian bell, mirrored at the border (outermost voxels repeated): the numbers of
 * `scipy.ndimage.gaussian_filter(mode='reflect', truncate=4)`.
 *
 * @param sigma deviation in voxels, by slices, rows, columns; 0: that axis is left alone
 */
export function gaussianFiltered<Grid extends VoxelGrid>(grid: Grid, sigma: GridSize): Grid {
  const [slices, rows, columns] = grid.size;
  const shapes = [
    [1, slices, rows * columns],
    [slices, rows, columns],
    [slices * rows, columns, 1],
  ] as const;
  let { values } = grid;
  shapes.forEach(([outer, size, inner], axis) => {
    const deviation = sigma[axis as 0];
    if (deviation > 0) values = resizeAxis(values, outer, size, inner, bell(size, deviation));
  });
  return { ...grid, values: values === grid.values ? values.slice() : values };
}

/** For each position the weights of those around it; what lies beyond the border falls on its mirror image. */
function bell(size: number, sigma: number): Taps {
  const radius = Math.trunc(TRUNCATE * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const stride = Math.min(size, 2 * radius + 1);
  const first = Int32Array.from({ length: size }, (_, at) => Math.max(0, Math.min(at - radius, size - stride)));
  const weights = new Float64Array(size * stride);
  for (let at = 0; at < size; at++) {
    const from = first[at] as number;
    for (let i = -radius; i <= radius; i++) {
      const place = at * stride + mirrored(at + i, size) - from;
      weights[place] = (weights[place] as number) + (kernel[i + radius] as number) / total;
    }
  }
  return { first, count: new Int32Array(size).fill(stride), weights, stride };
}

/** `d c b a | a b c d | d c b a`. */
function mirrored(at: number, size: number): number {
  const within = ((at % (2 * size)) + 2 * size) % (2 * size);
  return within < size ? within : 2 * size - 1 - within;
}
