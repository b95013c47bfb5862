import { randomWalk, type WalkOptions } from './random-walker.ts';
import type { Samples } from './region.ts';

/** Free voxels that are walked at once; more are first walked on slices of half the size. */
const MOST_FREE = 40_000;
/** Of the coarser slice's pixels, on both sides of its border, that are walked again. */
const BAND = 2;

/**
 * {@link randomWalk} for when somebody waits: where much is free, slices of half the size are walked first (again so, if need
 * be), and on the full grid only a band around the border that came out, between what the coarser walk said on both sides of it
 * (after Lombaert et al. 2005, who do so with graph cuts). Likelihoods away from the border are the coarser ones.
 */
export function coarseWalk(samples: Samples, held: Float32Array, options: WalkOptions = {}): Float32Array {
  let free = 0;
  for (let i = 0; i < held.length; i++) if (Number.isNaN(held[i] as number)) free++;
  if (free <= MOST_FREE || Math.min(samples.rows, samples.columns) < 32) return randomWalk(samples, held, options);
  const coarse = halved(samples, held);
  const walked = coarseWalk(coarse.samples, coarse.held, options);
  return randomWalk(samples, bandOf(samples, held, coarse.samples, walked), options);
}

/** Means of two by two pixels; a mark wins over what is free, and marks of both kinds leave a pixel free. */
function halved(
  { slices, rows, columns, values }: Samples,
  held: Float32Array,
): { samples: Samples; held: Float32Array } {
  const [tall, wide] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const sums = new Float32Array(slices * tall * wide);
  const counts = new Uint8Array(sums.length);
  const [least, most] = [new Float32Array(sums.length).fill(Infinity), new Float32Array(sums.length).fill(-Infinity)];
  for (let line = 0; line < slices * rows; line++) {
    const slice = Math.floor(line / rows);
    const to = (slice * tall + ((line - slice * rows) >> 1)) * wide;
    for (let column = 0; column < columns; column++) {
      const [i, at] = [line * columns + column, to + (column >> 1)];
      sums[at] = (sums[at] as number) + (values[i] as number);
      counts[at] = (counts[at] as number) + 1;
      // no comparison holds for what is free
      const value = held[i] as number;
      if (value < (least[at] as number)) least[at] = value;
      if (value > (most[at] as number)) most[at] = value;
    }
  }
  const means = sums.map((sum, i) => sum / (counts[i] as number));
  const kept = least.map((low, i) => (low === most[i] ? low : NaN));
  return { samples: { slices, rows: tall, columns: wide, values: means }, held: kept };
}

/** What is held on the finer grid: the marks, and the coarser walk's word but in the band around its border. */
function bandOf(
  { slices, rows, columns }: Samples,
  held: Float32Array,
  coarse: Samples,
  walked: Float32Array,
): Float32Array {
  const near = new Uint8Array(walked.length);
  const [tall, wide] = [coarse.rows, coarse.columns];
  const inside = (i: number) => (walked[i] as number) >= 0.5;
  for (let i = 0; i < walked.length; i++) {
    const line = Math.floor(i / wide);
    const [row, column] = [line % tall, i - line * wide];
    const across = column < wide - 1 && inside(i) !== inside(i + 1);
    const down = row < tall - 1 && inside(i) !== inside(i + wide);
    const deep = i + tall * wide < walked.length && inside(i) !== inside(i + tall * wide);
    if (!across && !down && !deep) continue;
    for (let y = Math.max(0, row - BAND); y <= Math.min(tall - 1, row + BAND); y++) {
      const from = (line - row + y) * wide;
      near.fill(1, from + Math.max(0, column - BAND), from + Math.min(wide, column + BAND + 1));
    }
    if (deep) near[i + tall * wide] = 1;
  }
  const out = held.slice();
  for (let line = 0; line < slices * rows; line++) {
    const slice = Math.floor(line / rows);
    const from = (slice * tall + ((line - slice * rows) >> 1)) * wide;
    for (let column = 0; column < columns; column++) {
      const [i, at] = [line * columns + column, from + (column >> 1)];
      if (Number.isNaN(out[i] as number) && !near[at]) out[i] = walked[at] as number;
    }
  }
  return out;
}
