import { affineOf, compose, inverse, type Affine } from '../imaging/affine.ts';
import type { Vector } from '../imaging/vectors.ts';
import { voxelsIn, type GridSize, type PlacedGrid, type VoxelGrid } from './voxel-grid.ts';

/** Numbers between voxels: of the nearest (halves up), or straight between the eight around. */
export type PointMethod = 'nearest' | 'linear';

/**
 * The values of a grid at the voxels of another one, wherever that lies: the numbers of
 * `scipy.ndimage.affine_transform(order=0 or 1, mode='constant')`. Turns slanted grids upright, and brings two images of one
 * patient together.
 *
 * @param target size and affine of the grid that is wanted
 * @param outside the value of voxels whose centre lies beyond the outermost centres of the source
 * @returns null where the source's affine is flat
 */
export function resampledOnto(
  source: PlacedGrid,
  target: Pick<PlacedGrid, 'size' | 'affine'>,
  method: PointMethod,
  outside: number,
): PlacedGrid | null {
  const toSource = inverse(source.affine);
  if (!toSource) return null;
  const values = atPoints(source, compose(toSource, target.affine), target.size, method, outside);
  return { values, size: target.size, affine: target.affine };
}

/**
 * Turns each slice around its centre, clockwise as it is seen (rows downwards); the grid keeps its size, and its affine tells
 * where its voxels lie now. The numbers of `scipy.ndimage.rotate(reshape=False, order=0 or 1)` of the negative angle.
 *
 * @param outside the value of what comes in at the corners
 */
export function rotated<Grid extends VoxelGrid>(
  grid: Grid,
  degrees: number,
  method: PointMethod,
  outside: number,
): Grid {
  const [, rows, columns] = grid.size;
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [(columns - 1) / 2, (rows - 1) / 2];
  const toOld = affineOf([cos, -sin, 0], [sin, cos, 0], [0, 0, 1], [
    x - cos * x - sin * y,
    y + sin * x - cos * y,
    0,
  ] as Vector);
  const values = atPoints(grid, toOld, grid.size, method, outside);
  return { ...grid, values, affine: grid.affine && compose(grid.affine, toOld) };
}

/** @param toSource index in the new grid (column, row, slice) → index in the source */
function atPoints(
  { values, size: [slices, rows, columns] }: VoxelGrid,
  toSource: Affine,
  size: GridSize,
  method: PointMethod,
  outside: number,
): Float32Array {
  const out = new Float32Array(voxelsIn(size));
  const at = method === 'nearest' ? nearestAt : linearAt;
  const [[xi, xj, xk, x0], [yi, yj, yk, y0], [zi, zj, zk, z0]] = toSource;
  let to = 0;
  for (let k = 0; k < size[0]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[2]; i++) {
        const x = inside(xi * i + xj * j + xk * k + x0, columns);
        const y = inside(yi * i + yj * j + yk * k + y0, rows);
        const z = inside(zi * i + zj * j + zk * k + z0, slices);
        out[to++] = x < 0 || y < 0 || z < 0 ? outside : at(values, rows, columns, slices, x, y, z);
      }
    }
  }
  return out;
}

/** Rounding may put the outermost voxels a hair outside; −1: beyond. */
function inside(place: number, size: number): number {
  if (place >= 0 && place <= size - 1) return place;
  if (place > -1e-6 && place < 0) return 0;
  return place > size - 1 && place < size - 1 + 1e-6 ? size - 1 : -1;
}

function nearestAt(
  values: Float32Array,
  rows: number,
  columns: number,
  _slices: number,
  x: number,
  y: number,
  z: number,
): number {
  return values[(Math.floor(z + 0.5) * rows + Math.floor(y + 0.5)) * columns + Math.floor(x + 0.5)] as number;
}

function linearAt(
  values: Float32Array,
  rows: number,
  columns: number,
  slices: number,
  x: number,
  y: number,
  z: number,
): number {
  const [left, top, front] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [dx, dy, dz] = [x - left, y - top, z - front];
  const right = left + 1 < columns ? 1 : 0;
  const down = top + 1 < rows ? columns : 0;
  const back = front + 1 < slices ? rows * columns : 0;
  const at = (front * rows + top) * columns + left;
  const line = (from: number) => (values[from] as number) * (1 - dx) + (values[from + right] as number) * dx;
  const plane = (from: number) => line(from) * (1 - dy) + line(from + down) * dy;
  return plane(at) * (1 - dz) + plane(at + back) * dz;
}
