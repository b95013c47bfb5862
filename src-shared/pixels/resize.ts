import type { TabledPicture } from '../imaging/tabled-picture.ts';

/** For each output position: where its first input lies, and the weights of it and of those that follow. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float64Array;
  readonly stride: number;
}

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
  return outRows === rows ? narrowed.slice() : resizeRows(narrowed, outColumns, outRows, tapsOf(rows, outRows));
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
  return resizeColumns(picture, rows, columns, outColumns, tapsOf(columns, outColumns));
}

function resizeColumns(
  values: Float32Array,
  rows: number,
  columns: number,
  outColumns: number,
  { first, count, weights, stride }: Taps,
): Float32Array {
  const out = new Float32Array(rows * outColumns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    const to = row * outColumns;
    for (let x = 0; x < outColumns; x++) {
      const start = from + (first[x] as number);
      const taps = count[x] as number;
      const weightsAt = x * stride;
      let sum = 0;
      for (let i = 0; i < taps; i++) sum += (values[start + i] as number) * (weights[weightsAt + i] as number);
      out[to + x] = sum;
    }
  }
  return out;
}

/**
 * {@link resizeColumns} of values that are looked up on the way, for shrinking: no picture of floats is made. Between the
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

function resizeRows(
  values: Float32Array,
  columns: number,
  outRows: number,
  { first, count, weights, stride }: Taps,
): Float32Array {
  const out = new Float32Array(outRows * columns);
  const sums = new Float64Array(columns);
  for (let y = 0; y < outRows; y++) {
    sums.fill(0);
    for (let i = 0; i < (count[y] as number); i++) {
      const weight = weights[y * stride + i] as number;
      const from = ((first[y] as number) + i) * columns;
      for (let x = 0; x < columns; x++) sums[x] = (sums[x] as number) + (values[from + x] as number) * weight;
    }
    out.set(sums, y * columns);
  }
  return out;
}

function tapsOf(size: number, outSize: number): Taps {
  const scale = size / outSize;
  const support = Math.max(1, scale);
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Float64Array(outSize * stride);
  for (let out = 0; out < outSize; out++) {
    const center = (out + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(size, Math.trunc(center + support + 0.5));
    let total = 0;
    for (let i = from; i < to; i++) {
      const weight = Math.max(0, 1 - Math.abs((i - center + 0.5) / support));
      weights[out * stride + i - from] = weight;
      total += weight;
    }
    for (let i = 0; i < to - from; i++) weights[out * stride + i] = (weights[out * stride + i] as number) / total;
    first[out] = from;
    count[out] = to - from;
  }
  return { first, count, weights, stride };
}
