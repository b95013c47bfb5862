import type { BinaryMask, Touch } from './binary-mask.ts';

/** A mask as runs along its rows, each with the part that it belongs to. */
export interface RunParts {
  /** Index of each run's first voxel, and of the one behind its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 0-based number of each run's part, counted in the order of their first voxels. */
  readonly parts: Int32Array;
  /** Voxels of each part. */
  readonly sizes: number[];
}

/**
 * The connected parts of the voxels that are set (`wanted` 1) or not (0), in two passes over runs instead of one over voxels
 * that wait in a queue (Wu, Otoo, Suzuki 2009, Pattern Anal Appl 12: union-find with the smaller run as the root).
 */
export function partsOfRuns(mask: BinaryMask, wanted: 0 | 1, touch: Touch): RunParts {
  const { rows, slices } = mask;
  const runs = runsOf(mask, wanted);
  const { starts, ends } = runs;
  const root = new Int32Array(starts.length);
  for (let run = 0; run < root.length; run++) root[run] = run;
  const reach = touch === 'corners' ? 1 : 0;
  for (let line = 0; line < slices * rows; line++) {
    const row = line % rows;
    if (row > 0) joinLines(runs, root, line, line - 1, reach);
    if (line < rows) continue;
    // of the slice before: the same row, and with corners those beside it
    for (let beside = Math.max(0, row - reach); beside <= Math.min(rows - 1, row + reach); beside++) {
      joinLines(runs, root, line, line - rows + beside - row, reach);
    }
  }
  const parts = new Int32Array(starts.length);
  const sizes: number[] = [];
  for (let run = 0; run < parts.length; run++) {
    const first = rootOf(root, run);
    const part = first === run ? sizes.push(0) - 1 : (parts[first] as number);
    parts[run] = part;
    sizes[part] = (sizes[part] as number) + (ends[run] as number) - (starts[run] as number);
  }
  return { starts, ends, parts, sizes };
}

/** A mask's runs, row by row: those of row `i` are `firstOfRow[i]` up to `firstOfRow[i + 1]`. */
interface Runs extends Pick<RunParts, 'starts' | 'ends'> {
  readonly firstOfRow: Int32Array;
  readonly columns: number;
}

/** Joins the runs of two rows that touch. A function of its own: one made anew for every mask stays slow. */
function joinLines(
  { starts, ends, firstOfRow, columns }: Runs,
  root: Int32Array,
  line: number,
  other: number,
  across: number,
): void {
  const shift = (line - other) * columns;
  let own = firstOfRow[line] as number;
  let theirs = firstOfRow[other] as number;
  const ownEnd = firstOfRow[line + 1] as number;
  const theirEnd = firstOfRow[other + 1] as number;
  while (own < ownEnd && theirs < theirEnd) {
    const from = (starts[own] as number) - shift;
    const to = (ends[own] as number) - shift;
    const theirTo = ends[theirs] as number;
    if ((starts[theirs] as number) < to + across && from < theirTo + across) join(root, own, theirs);
    if (to < theirTo) own++;
    else theirs++;
  }
}

function rootOf(root: Int32Array, run: number): number {
  let at = run;
  while (root[at] !== at) {
    root[at] = root[root[at] as number] as number;
    at = root[at] as number;
  }
  return at;
}

function join(root: Int32Array, one: number, other: number): void {
  const a = rootOf(root, one);
  const b = rootOf(root, other);
  if (a < b) root[b] = a;
  else root[a] = b;
}

/** Room for so many runs at first; it doubles. */
const FIRST_ROOM = 1024;

function runsOf({ slices, rows, columns, values }: BinaryMask, wanted: 0 | 1): Runs {
  let starts = new Int32Array(FIRST_ROOM);
  let ends = new Int32Array(FIRST_ROOM);
  let count = 0;
  const firstOfRow = new Int32Array(slices * rows + 1);
  const off = wanted === 0;
  for (let line = 0; line < slices * rows; line++) {
    firstOfRow[line] = count;
    const end = (line + 1) * columns;
    let at = line * columns;
    while (at < end) {
      while (at < end && (values[at] === 0) !== off) at++;
      if (at === end) break;
      if (count === starts.length) [starts, ends] = [doubled(starts), doubled(ends)];
      starts[count] = at;
      while (at < end && (values[at] === 0) === off) at++;
      ends[count++] = at;
    }
  }
  firstOfRow[slices * rows] = count;
  return { starts: starts.subarray(0, count), ends: ends.subarray(0, count), firstOfRow, columns };
}

function doubled(room: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * room.length);
  larger.set(room);
  return larger;
}
