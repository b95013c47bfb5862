import { z } from '../schema.ts';

/**
 * One slice of a mask as run lengths in reading order (row by row, top left first): how many pixels are outside, then how
 * many inside, then outside again … The first may be 0, no other is; the runs of an empty slice are `[rows × columns]`. Small
 * enough to be kept at every stroke, and what two masks differ by is written the same way.
 */
export type MaskRuns = readonly number[];

const MOST_RUNS = 2_000_000;
const MOST_RUN = 4_294_967_295;
/** Looked at in one go: a model's mask of a volume is a million runs, and a schema of numbers takes a second for them. */
export const MaskRuns = z.custom<number[]>(isMaskRuns, 'is no list of runs');

function isMaskRuns(given: unknown): boolean {
  if (!Array.isArray(given) || given.length < 1 || given.length > MOST_RUNS) return false;
  // a loop: `every` passes by what was never set
  for (let i = 0; i < given.length; i++) {
    const run: unknown = given[i];
    if (!Number.isInteger(run) || (run as number) < (i === 0 ? 0 : 1) || (run as number) > MOST_RUN) return false;
  }
  return true;
}

/** The runs of a slice whose values are 0 outside and anything else inside. */
export function runsOf(values: ArrayLike<number>): number[] {
  const runs: number[] = [];
  let inside = false;
  let start = 0;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] !== 0) === inside) continue;
    runs.push(i - start);
    start = i;
    inside = !inside;
  }
  runs.push(values.length - start);
  return runs;
}

/**
 * The slice as 1 and 0.
 *
 * @param pixels rows × columns. Throws `RangeError` when the runs are of another size.
 */
export function pixelsOfRuns(runs: MaskRuns, pixels: number): Uint8Array {
  const values = new Uint8Array(pixels);
  let at = 0;
  runs.forEach((run, i) => {
    if (i % 2 === 1) values.fill(1, at, at + run);
    at += run;
  });
  if (at !== pixels) throw new RangeError('runs of another size');
  return values;
}

/**
 * The smallest upright box that holds all that is inside, and its pixels as 1 and 0; of a slice without any it has neither rows
 * nor columns.
 *
 * @param runs of rows × columns pixels; another size throws `RangeError`
 */
export function boxOfRuns(runs: MaskRuns, rows: number, columns: number) {
  let [left, right, top, bottom, at] = [columns, 0, rows, 0, 0];
  runs.forEach((run, i) => {
    if (i % 2 === 1) {
      const [first, last] = [Math.floor(at / columns), Math.floor((at + run - 1) / columns)];
      left = Math.min(left, first === last ? at % columns : 0);
      right = Math.max(right, first === last ? (at % columns) + run : columns);
      top = Math.min(top, first);
      bottom = last + 1;
    }
    at += run;
  });
  if (at !== rows * columns) throw new RangeError('runs of another size');
  const [height, width] = [Math.max(0, bottom - top), Math.max(0, right - left)];
  const values = new Uint8Array(height * width);
  at = 0;
  runs.forEach((run, i) => {
    const end = at + run;
    if (i % 2 === 0) at = end;
    while (at < end) {
      const row = Math.floor(at / columns);
      const to = Math.min(end, (row + 1) * columns);
      const start = (row - top) * width - row * columns - left;
      values.fill(1, start + at, start + to);
      at = to;
    }
  });
  return { values, left, top, rows: height, columns: width };
}

/** How many pixels are inside. */
export function insideOfRuns(runs: MaskRuns): number {
  return runs.reduce((inside, run, i) => (i % 2 === 1 ? inside + run : inside), 0);
}

/**
 * What is in exactly one of two slices: toggling a slice by what was changed gives the slice after the change, toggling once
 * more the slice before, so that undo needs nothing else. Throws `RangeError` for slices of different sizes.
 */
export function toggleRuns(first: MaskRuns, second: MaskRuns): number[] {
  const edges: number[] = [];
  // The borders of "in exactly one" are the borders of either; two at the same place cancel out.
  let [i, j] = [0, 0];
  let [a, b] = [first[0] ?? 0, second[0] ?? 0];
  while (i < first.length - 1 || j < second.length - 1) {
    const next = Math.min(i < first.length - 1 ? a : Infinity, j < second.length - 1 ? b : Infinity);
    let borders = 0;
    if (i < first.length - 1 && a === next) {
      borders++;
      a += first[++i] as number;
    }
    if (j < second.length - 1 && b === next) {
      borders++;
      b += second[++j] as number;
    }
    if (borders === 1) edges.push(next);
  }
  if (a !== b) throw new RangeError('slices of different sizes');
  const runs: number[] = [];
  let before = 0;
  for (const edge of edges) {
    runs.push(edge - before);
    before = edge;
  }
  runs.push(a - before);
  return runs;
}

/**
 * The slice whose pixels are inside where `keep` says so of two slices: `(a, b) => a || b` their union, `(a, b) => a && b` what
 * they share. Outside of both is outside. Throws `RangeError` for slices of different sizes.
 */
export function combineRuns(
  first: MaskRuns,
  second: MaskRuns,
  keep: (inFirst: boolean, inSecond: boolean) => boolean,
): number[] {
  const runs = [0];
  let [i, j] = [0, 0];
  let [a, b] = [first[0] ?? 0, second[0] ?? 0];
  while (i < first.length && j < second.length) {
    const length = Math.min(a, b);
    const inside = keep(i % 2 === 1, j % 2 === 1);
    if (length > 0) {
      const last = runs.length - 1;
      if (inside === (last % 2 === 1)) runs[last] = (runs[last] as number) + length;
      else runs.push(length);
    }
    a -= length;
    b -= length;
    if (a === 0) a = first[++i] ?? 0;
    if (b === 0) b = second[++j] ?? 0;
  }
  if (i < first.length || j < second.length) throw new RangeError('slices of different sizes');
  return runs;
}
