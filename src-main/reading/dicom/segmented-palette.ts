const DISCRETE = 0;
const LINEAR = 1;
const INDIRECT = 2;
/** Segments that add nothing could otherwise be copied for hours. */
const MOST_SEGMENTS = 2 ** 18;

/**
 * Expands a segmented palette channel (PS3.3 C.7.9.2): discrete runs, straight lines from the entry before, and copies of
 * earlier segments. Stops at `entries`; what is damaged simply ends.
 *
 * @param units of the segmented table: bytes for entries of 8 bits, else words of 16
 * @param unitBytes how many bytes a unit has
 */
export function expandSegments(units: ArrayLike<number>, entries: number, unitBytes: 1 | 2): number[] {
  const out: number[] = [];
  readSegments({ units, unitBytes, entries, out, left: MOST_SEGMENTS }, 0, Infinity, true);
  return out.slice(0, entries);
}

interface Expansion {
  readonly units: ArrayLike<number>;
  readonly unitBytes: 1 | 2;
  readonly entries: number;
  readonly out: number[];
  /** How many segments may still be read. */
  left: number;
}

function readSegments(all: Expansion, start: number, count: number, mayCopy: boolean): void {
  const { units, unitBytes, entries, out } = all;
  let at = start;
  for (let segment = 0; segment < count && at + 1 < units.length && out.length < entries; segment++) {
    if (all.left === 0) return;
    all.left--;
    const code = units[at] as number;
    const length = units[at + 1] as number;
    if (code === DISCRETE) {
      for (let i = 0; i < length && at + 2 + i < units.length; i++) out.push(units[at + 2 + i] as number);
      at += 2 + length;
    } else if (code === LINEAR) {
      pushLine(out, length, units[at + 2] ?? 0);
      at += 3;
    } else if (code === INDIRECT && mayCopy) {
      // The offset is a number of bytes, of 32 bits; copied segments may not copy in turn, so nothing goes round in circles.
      const parts = 4 / unitBytes;
      let offset = 0;
      for (let part = 0; part < parts; part++) offset += (units[at + 2 + part] ?? 0) * 2 ** (8 * unitBytes * part);
      readSegments(all, Math.floor(offset / unitBytes), length, false);
      at += 2 + parts;
    } else {
      return;
    }
  }
}

function pushLine(out: number[], length: number, end: number): void {
  const start = out.at(-1) ?? 0;
  for (let i = 1; i <= length; i++) out.push(Math.round(start + ((end - start) * i) / length));
}
