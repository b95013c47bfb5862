import { boxOfRuns, pixelsOfRuns, runsOf, type MaskRuns } from './mask-runs.ts';

/**
 * COCO's run lengths (`counts` of an annotation with `iscrowd: 1`): outside, inside, outside …, down the columns, the first
 * column first, where {@link MaskRuns} go along the rows. They may begin with 0 and never have another 0.
 *
 * @returns Throws `RangeError` when the runs are of another size.
 */
export function cocoCounts(runs: MaskRuns, rows: number, columns: number): number[] {
  // the box alone: an object is small beside its slice, and a slice has many
  const { values, left, top, rows: height, columns: width } = boxOfRuns(runs, rows, columns);
  const counts: number[] = [];
  let end = 0;
  for (let column = 0; column < width; column++) {
    for (let row = 0; row < height; row++) {
      if (!values[row * width + column]) continue;
      const from = (left + column) * rows + top + row;
      while (row + 1 < height && values[(row + 1) * width + column]) row++;
      const to = (left + column) * rows + top + row + 1;
      // what ends at the bottom of a column goes on at the top of the next
      if (from === end && counts.length > 0) counts[counts.length - 1]! += to - from;
      else counts.push(from - end, to - from);
      end = to;
    }
  }
  if (end < rows * columns) counts.push(rows * columns - end);
  return counts;
}

/**
 * A mask from COCO's run lengths; runs of 0, which some programs write, are none. Throws `RangeError` for a count that is no
 * whole number from 0 and for another size.
 */
export function runsOfCocoCounts(counts: readonly number[], rows: number, columns: number): number[] {
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) throw new RangeError('a count is no number');
  // before anything is filled: a damaged file may claim any length
  if (counts.reduce((sum, count) => sum + count, 0) !== rows * columns) throw new RangeError('counts of another size');
  return runsOf(transposed(pixelsOfRuns(counts, rows * columns), columns, rows));
}

/**
 * COCO's compressed counts (`rleToString` of its `maskApi.c`): each count, from the fourth on what it has more than the last
 * but one, as groups of five bits, lowest first; bit 6 of a group says that another follows, the highest bit of the last one is
 * the sign; 48 is added, so that every group is a printable sign from `0` to `o`.
 */
export function compressedCounts(counts: readonly number[]): string {
  const codes: number[] = [];
  counts.forEach((count, i) => {
    let rest = i > 2 ? count - (counts[i - 2] as number) : count;
    for (let more = true; more;) {
      const next = Math.floor(rest / 32);
      const group = rest - 32 * next;
      more = group >= 16 ? next !== -1 : next !== 0;
      codes.push(48 + group + (more ? 32 : 0));
      rest = next;
    }
  });
  // in pieces: a call takes only so many arguments
  let text = '';
  for (let i = 0; i < codes.length; i += 8192) text += String.fromCharCode(...codes.slice(i, i + 8192));
  return text;
}

/** Groups of five bits after which a number is larger than any picture. */
const MOST_GROUPS = 10;

/** Counts from COCO's compressed form. Throws `RangeError` for another sign, a number that is too long or breaks off. */
export function countsOfCompressed(text: string): number[] {
  const counts: number[] = [];
  let [value, groups] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) - 48;
    if (code < 0 || code > 63 || groups === MOST_GROUPS) throw new RangeError('not the counts of a mask');
    const group = code % 32;
    value += group * 32 ** groups++;
    if (code >= 32) continue;
    if (group >= 16) value -= 32 ** groups;
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] as number) : value);
    [value, groups] = [0, 0];
  }
  if (groups > 0) throw new RangeError('the counts break off');
  return counts;
}

/** Rows become columns. */
function transposed(values: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column] as number;
    }
  }
  return out;
}
