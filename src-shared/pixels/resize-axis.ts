import type { Taps } from './resize-taps.ts';

/**
 * Resizes one axis of a grid, each sum in float64.
 *
 * @param values outer × size × inner, the last fastest
 * @returns outer × (as many as the taps are for) × inner
 */
export function resizeAxis(values: Float32Array, outer: number, size: number, inner: number, taps: Taps): Float32Array {
  const outSize = taps.first.length;
  const out = new Float32Array(outer * outSize * inner);
  if (inner === 1) alongRows(values, out, outer, size, taps);
  else for (let block = 0; block < outer; block++) acrossLines(values, out, block, size, inner, taps);
  return out;
}

/** Four rows side by side: each sum waits for itself, so four are nearly as quick as one. */
function alongRows(
  values: Float32Array,
  out: Float32Array,
  rows: number,
  columns: number,
  { first, count, weights, stride }: Taps,
): void {
  const outColumns = first.length;
  for (let row = 0; row < rows; row += 4) {
    const from = row * columns;
    const to = row * outColumns;
    // beyond the last row the last one is summed once more
    const next = row + 1 < rows ? 1 : 0;
    const third = row + 2 < rows ? 2 : next;
    const fourth = row + 3 < rows ? 3 : third;
    for (let x = 0; x < outColumns; x++) {
      const start = from + (first[x] as number);
      const end = start + (count[x] as number);
      let weightAt = x * stride;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let at = start; at < end; at++) {
        const weight = weights[weightAt++] as number;
        sum0 += (values[at] as number) * weight;
        sum1 += (values[at + next * columns] as number) * weight;
        sum2 += (values[at + third * columns] as number) * weight;
        sum3 += (values[at + fourth * columns] as number) * weight;
      }
      out[to + x] = sum0;
      out[to + x + next * outColumns] = sum1;
      out[to + x + third * outColumns] = sum2;
      out[to + x + fourth * outColumns] = sum3;
    }
  }
}

/** Up to so many lines are summed in one pass, without a line of sums in between. */
const FEW = 4;

function acrossLines(
  values: Float32Array,
  out: Float32Array,
  block: number,
  size: number,
  inner: number,
  { first, count, weights, stride }: Taps,
): void {
  const outSize = first.length;
  let sums: Float64Array | undefined;
  for (let y = 0; y < outSize; y++) {
    const taps = count[y] as number;
    const from = (block * size + (first[y] as number)) * inner;
    const to = (block * outSize + y) * inner;
    const weightsAt = y * stride;
    if (taps <= FEW) fewLines(values, out, from, to, inner, taps, weights, weightsAt);
    else manyLines(values, out, from, to, inner, taps, weights, weightsAt, (sums ??= new Float64Array(inner)));
  }
}

/** A line of at most {@link FEW} taps. Sums begin at 0, as in `manyLines`, so that none of them is -0. */
function fewLines(
  values: Float32Array,
  out: Float32Array,
  from: number,
  to: number,
  inner: number,
  taps: number,
  weights: Float64Array,
  weightsAt: number,
): void {
  const first = weights[weightsAt] as number;
  if (taps === 1) {
    for (let x = 0; x < inner; x++) out[to + x] = 0 + (values[from + x] as number) * first;
    return;
  }
  const second = weights[weightsAt + 1] as number;
  const next = from + inner;
  if (taps === 2) {
    for (let x = 0; x < inner; x++) {
      out[to + x] = 0 + (values[from + x] as number) * first + (values[next + x] as number) * second;
    }
    return;
  }
  const third = weights[weightsAt + 2] as number;
  const after = next + inner;
  if (taps === 3) {
    for (let x = 0; x < inner; x++) {
      const two = 0 + (values[from + x] as number) * first + (values[next + x] as number) * second;
      out[to + x] = two + (values[after + x] as number) * third;
    }
    return;
  }
  const fourth = weights[weightsAt + 3] as number;
  const last = after + inner;
  for (let x = 0; x < inner; x++) {
    const two = 0 + (values[from + x] as number) * first + (values[next + x] as number) * second;
    out[to + x] = two + (values[after + x] as number) * third + (values[last + x] as number) * fourth;
  }
}

function manyLines(
  values: Float32Array,
  out: Float32Array,
  from: number,
  to: number,
  inner: number,
  taps: number,
  weights: Float64Array,
  weightsAt: number,
  sums: Float64Array,
): void {
  sums.fill(0);
  for (let i = 0; i < taps; i++) {
    const weight = weights[weightsAt + i] as number;
    const line = from + i * inner;
    for (let x = 0; x < inner; x++) sums[x] = (sums[x] as number) + (values[line + x] as number) * weight;
  }
  out.set(sums, to);
}
