import type { TabledPicture } from '../imaging/tabled-picture.ts';
import { valuesOf } from './channels.ts';
import { resizeAxis } from './resize-axis.ts';
import { tapsOf } from './resize-taps.ts';
import { shrinkCoded } from './shrink-coded.ts';

/**
 * Resizes a grid with a triangle filter, widened by the scale when shrinking (anti-aliasing), half-pixel centres, weights
 * normalised to 1 at the borders: the numbers of `torch.nn.functional.interpolate(mode='bilinear', antialias=True,
 * align_corners=False)` and of Pillow's `BILINEAR` on mode `F`. Columns first, then rows, each sum in float64.
 *
 * @param picture rows × columns, row by row: the values themselves, or codes and the value of each
 * @returns outRows × outColumns, row by row
 */
export function resizeTriangle(
  picture: Float32Array | Pick<TabledPicture, 'codes' | 'table'>,
  rows: number,
  columns: number,
  outRows: number,
  outColumns: number,
): Float32Array {
  const coded = picture instanceof Float32Array ? null : picture;
  const shrunk = coded && outColumns < columns ? shrinkCoded(coded, { rows, columns, outRows, outColumns }) : null;
  if (shrunk) return shrunk;
  const values = picture instanceof Float32Array ? picture : valuesOf(picture);
  const narrowed = inWidth(values, rows, columns, outColumns);
  if (outRows === rows) return narrowed.slice();
  return resizeAxis(narrowed, 1, rows, outColumns, tapsOf('triangle-antialias', rows, outRows));
}

function inWidth(values: Float32Array, rows: number, columns: number, outColumns: number): Float32Array {
  if (outColumns === columns) return values;
  return resizeAxis(values, rows, columns, 1, tapsOf('triangle-antialias', columns, outColumns));
}
