import { valuesOf, type Plane } from './channels.ts';
import { resizeAxis } from './resize-axis.ts';
import { tapsOf } from './resize-taps.ts';
import { resizeTriangle } from './resize.ts';

export type ResizeFilter = 'triangle-antialias' | 'linear' | 'nearest' | 'area';

/**
 * Brings a picture to another size, half-pixel centres: `triangle-antialias` as `resizeTriangle`, `linear` as torch's
 * bilinear without antialias, `nearest` as its nearest-exact, `area` as its adaptive average pooling.
 *
 * @returns outRows × outColumns, row by row
 */
export function resizePlane(
  plane: Plane,
  rows: number,
  columns: number,
  outRows: number,
  outColumns: number,
  filter: ResizeFilter,
): Float32Array {
  if (rows === outRows && columns === outColumns) return ownValues(plane);
  if (filter === 'triangle-antialias') return resizeTriangle(plane, rows, columns, outRows, outColumns);
  const wide = resizeAxis(valuesOf(plane), rows, columns, 1, tapsOf(filter, columns, outColumns));
  return resizeAxis(wide, 1, rows, outColumns, tapsOf(filter, rows, outRows));
}

/** The values of a plane, to be changed. */
function ownValues(plane: Plane): Float32Array {
  return plane instanceof Float32Array ? plane.slice() : valuesOf(plane);
}

/**
 * Brings a stack of slices to another number of slices: straight between the two nearest (half-pixel centres, ends held),
 * or the nearest.
 *
 * @param slices each of the same length
 */
export function resampleSlices(
  slices: readonly Float32Array[],
  outSlices: number,
  filter: 'linear' | 'nearest',
): Float32Array[] {
  if (slices.length === outSlices) return [...slices];
  const { first, count, weights, stride } = tapsOf(filter, slices.length, outSlices);
  return Array.from({ length: outSlices }, (_, i) => {
    const at = first[i] as number;
    const below = slices[at] as Float32Array;
    if (count[i] === 1) return below.slice();
    const above = slices[at + 1] as Float32Array;
    const [here, there] = [weights[i * stride] as number, weights[i * stride + 1] as number];
    return below.map((value, pixel) => value * here + (above[pixel] as number) * there);
  });
}
