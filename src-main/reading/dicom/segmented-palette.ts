const DISCRETE = 0;
const LINEAR = 1;
const INDIRECT = 2;
/** Segments that add nothing could otherwise be copied for hours. */
const MOST_SEGMENTS = 2 ** 18;

/**
 * Expands a segmented palette channel (PS3.3 C.7.9.2): discrete runs, straight lines from the entry before, and copies of
 * earlier segments. Stops at `entries`; what is damaged simply ends.
 *
 * @param words 16-bit words of the segmented table
 */
export function expandSegments(words: readonly number[], entries: number): number[] {
  const out: number[] = [];
  readSegments(words, 0, Infinity, entries, out, true, { left: MOST_SEGMENTS });
  return out.slice(0, entries);
}

function readSegments(
  words: readonly number[],
  start: number,
  count: number,
  entries: number,
  out: number[],
  mayCopy: boolean,
  budget: { left: number },
): void {
  let at = start;
  for (let segment = 0; segment < count && at + 1 < words.length && out.length < entries; segment++) {
    if (budget.left === 0) return;
    budget.left--;
    const code = words[at] as number;
    const length = words[at + 1] as number;
    if (code === DISCRETE) {
      out.push(...words.slice(at + 2, at + 2 + length));
      at += 2 + length;
    } else if (code === LINEAR) {
      pushLine(out, length, words[at + 2] ?? 0);
      at += 3;
    } else if (code === INDIRECT && mayCopy) {
      // Offsets count bytes; copied segments may not copy in turn, so nothing goes round in circles.
      const offset = ((words[at + 2] ?? 0) | ((words[at + 3] ?? 0) << 16)) >>> 1;
      readSegments(words, offset, length, entries, out, false, budget);
      at += 4;
    } else {
      return;
    }
  }
}

function pushLine(out: number[], length: number, end: number): void {
  const start = out.at(-1) ?? 0;
  for (let i = 1; i <= length; i++) out.push(Math.round(start + ((end - start) * i) / length));
}
