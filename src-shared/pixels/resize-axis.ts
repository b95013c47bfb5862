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

function alongRows(
  values: Float32Array,
  out: Float32Array,
  rows: number,
  columns: number,
  { first, count, weights, stride }: Taps,
): void {
  const outColumns = first.length;
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
}

function acrossLines(
  values: Float32Array,
  out: Float32Array,
  block: number,
  size: number,
  inner: number,
  { first, count, weights, stride }: Taps,
): void {
  const outSize = first.length;
  const sums = new Float64Array(inner);
  for (let y = 0; y < outSize; y++) {
    sums.fill(0);
    for (let i = 0; i < (count[y] as number); i++) {
      const weight = weights[y * stride + i] as number;
      const from = (block * size + (first[y] as number) + i) * inner;
      for (let x = 0; x < inner; x++) sums[x] = (sums[x] as number) + (values[from + x] as number) * weight;
    }
    out.set(sums, (block * outSize + y) * inner);
  }
}
