import type { Affine } from '../imaging/affine.ts';
import type { GridSize, VoxelGrid } from './voxel-grid.ts';

/** The grid by formula that the expected values were computed from, as `wave` of `scripts/truth/pixel_operations.py`. */
export function waveGrid(size: GridSize, affine: Affine | null = null): VoxelGrid {
  const [, rows, columns] = size;
  const values = Float32Array.from({ length: size[0] * rows * columns }, (_, i) => {
    const [x, y, z] = [i % columns, Math.floor(i / columns) % rows, Math.floor(i / (rows * columns))];
    return Math.sin(0.7 * x + 0.3 * y + 0.5 * z) + 0.5 * Math.cos(1.1 * y - 0.2 * z) + 0.0001 * x * y;
  });
  return { values, size, affine };
}

/** Pseudo-random numbers from 0 to 1, the same as in the script. */
export function noise(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
}

/** The wave with noise on it. */
export function roughGrid(size: GridSize): VoxelGrid {
  const grid = waveGrid(size);
  const added = noise(grid.values.length);
  return { ...grid, values: grid.values.map((value, i) => value + (added[i] as number)) };
}
