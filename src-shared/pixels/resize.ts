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
  const gaps = gapsOf(columns, outColumns);
  const out = room(rows * outColumns);
  let row = 0;
  for (; row + 4 <= rows; row += 4) shrinkFourRows(codes, table, row * columns, columns, gaps, out, row * outColumns);
  for (; row < rows; row++) shrinkRow(codes, table, row * columns, gaps, out, row * outColumns);
  return out;
}

/** Numbers between the two passes that are kept for the next picture: fresh memory costs as much as filling it. */
const MOST_KEPT = 2 ** 20;
let kept = new Float32Array(0);

/** Room for numbers that nobody needs after the next call; what stands in it is anything. */
function room(size: number): Float32Array {
  if (size > MOST_KEPT) return new Float32Array(size);
  if (kept.length < size) kept = new Float32Array(size);
  return kept.subarray(0, size);
}

type Codes = TabledPicture['codes'];
type Gaps = ReturnType<typeof gapsOf>;

function shrinkRow(
  codes: Codes,
  table: Float32Array,
  from: number,
  { ends, rising, totals }: Gaps,
  out: Float32Array,
  to: number,
): void {
  let before = 0;
  let x = 0;
  for (let gap = 0; gap < ends.length; gap++) {
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

/** Four rows side by side: each sum waits for itself, so four are as quick as one, and each gap's end is looked for once. */
function shrinkFourRows(
  codes: Codes,
  table: Float32Array,
  from: number,
  columns: number,
  { ends, rising, totals }: Gaps,
  out: Float32Array,
  to: number,
): void {
  const [from1, from2, from3] = [from + columns, from + 2 * columns, from + 3 * columns];
  const outColumns = totals.length;
  let [before0, before1, before2, before3] = [0, 0, 0, 0];
  let x = 0;
  for (let gap = 0; gap <= outColumns; gap++) {
    const end = ends[gap] as number;
    let all0 = 0;
    let all1 = 0;
    let all2 = 0;
    let all3 = 0;
    let right0 = 0;
    let right1 = 0;
    let right2 = 0;
    let right3 = 0;
    for (; x < end; x++) {
      const share = rising[x] as number;
      const value0 = table[codes[from + x] as number] as number;
      const value1 = table[codes[from1 + x] as number] as number;
      const value2 = table[codes[from2 + x] as number] as number;
      const value3 = table[codes[from3 + x] as number] as number;
      all0 += value0;
      all1 += value1;
      all2 += value2;
      all3 += value3;
      right0 += value0 * share;
      right1 += value1 * share;
      right2 += value2 * share;
      right3 += value3 * share;
    }
    if (gap > 0) {
      const total = totals[gap - 1] as number;
      const at = to + gap - 1;
      out[at] = (before0 + all0 - right0) / total;
      out[at + outColumns] = (before1 + all1 - right1) / total;
      out[at + 2 * outColumns] = (before2 + all2 - right2) / total;
      out[at + 3 * outColumns] = (before3 + all3 - right3) / total;
    }
    before0 = right0;
    before1 = right1;
    before2 = right2;
    before3 = right3;
  }
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
