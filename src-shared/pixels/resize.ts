import type { TabledPicture } from '../imaging/tabled-picture.ts';
import { resizeAxis } from './resize-axis.ts';
import { tapsOf } from './resize-taps.ts';

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
  const narrowed = inWidth(picture, rows, columns, outColumns);
  if (outRows === rows) return narrowed.slice();
  return resizeAxis(narrowed, 1, rows, outColumns, tapsOf('triangle-antialias', rows, outRows));
}

function inWidth(
  picture: Float32Array | Pick<TabledPicture, 'codes' | 'table'>,
  rows: number,
  columns: number,
  outColumns: number,
): Float32Array {
  if (!(picture instanceof Float32Array)) {
    if (outColumns <= columns) return shrinkCodedColumns(picture, rows, columns, outColumns);
    const { codes, table } = picture;
    return inWidth(
      Float32Array.from(codes, (code) => table[code] as number),
      rows,
      columns,
      outColumns,
    );
  }
  if (outColumns === columns) return picture;
  return resizeAxis(picture, rows, columns, 1, tapsOf('triangle-antialias', columns, outColumns));
}

/**
 * Columns of values that are looked up on the way, for shrinking: no picture of floats is made. Between the
 * centres of two outputs a triangle's weight falls by the same step from pixel to pixel as its neighbour's rises, so one
 * pass with two sums serves both.
 */
function shrinkCodedColumns(
  { codes, table }: Pick<TabledPicture, 'codes' | 'table'>,
  rows: number,
  columns: number,
  outColumns: number,
): Float32Array {
  const { ends, rising, totals } = gapsOf(columns, outColumns);
  const out = new Float32Array(rows * outColumns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    const to = row * outColumns;
    let before = 0;
    let x = 0;
    for (let gap = 0; gap <= outColumns; gap++) {
      const end = ends[gap] as number;
      let all = 0;
      let right = 0;
      for (; x < end; x++) {
        const value = table[codes[from + x] as number] as number;
        all += value;
        right += value * (rising[x] as number);
      }
      if (gap > 0) out[to + gap - 1] = (before + all - right) / (totals[gap - 1] as number);
      before = right;
    }
  }
  return out;
}

/** The gaps between output centres, the outer ones included: where each ends, and each pixel's share of the right centre. */
function gapsOf(size: number, outSize: number): { ends: Int32Array; rising: Float64Array; totals: Float64Array } {
  const ends = new Int32Array(outSize + 1);
  const rising = new Float64Array(size);
  const totals = new Float64Array(outSize);
  for (let i = 0; i < size; i++) {
    const place = ((i + 0.5) * outSize) / size - 0.5;
    const left = Math.floor(place);
    const share = place - left;
    rising[i] = share;
    ends[left + 1] = i + 1;
    if (left >= 0) totals[left] = (totals[left] as number) + 1 - share;
    if (left + 1 < outSize) totals[left + 1] = (totals[left + 1] as number) + share;
  }
  return { ends, rising, totals };
}
