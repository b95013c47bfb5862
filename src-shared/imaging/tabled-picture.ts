import type { SampleArray } from './frame.ts';

/**
 * A picture of few values and many pixels: pixel `i` is `table[codes[i]]`. What depends on the value alone is worked out
 * once a code, not once a pixel.
 */
export interface TabledPicture {
  /** The stored samples' own memory, read unsigned; rows × columns, row by row. */
  readonly codes: Uint8Array | Uint16Array;
  /** How often each code occurs: 256 or 65,536 entries. */
  readonly counts: Uint32Array;
  /** The value of each code that occurs; 0 for the others. */
  readonly table: Float32Array;
}

/**
 * Gives every sample of 8 or 16 bits a value; null for wider samples.
 *
 * @param value stored sample (signed where the array is) → value
 */
export function tabled(samples: SampleArray, value: (sample: number) => number): TabledPicture | null {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT: width } = samples;
  if (width > 2) return null;
  const codes = width === 1 ? new Uint8Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
  const counts = countsOf(codes, width === 1 ? 256 : 65_536);
  const signed = samples instanceof Int8Array || samples instanceof Int16Array;
  return { codes, counts, table: tableOf(counts, signed, value) };
}

/** The same samples with other values; `value`: old value → new value. */
export function revalued({ codes, counts, table }: TabledPicture, value: (old: number) => number): TabledPicture {
  const changed = new Float32Array(table.length);
  for (let code = 0; code < table.length; code++) if (counts[code]) changed[code] = value(table[code] as number);
  return { codes, counts, table: changed };
}

/**
 * Percentiles of the pixels' values, the numbers of `percentiles` (numpy's linear interpolation).
 *
 * @param at percentiles, 0–100
 * @returns one value an entry of `at`; `NaN` for a picture without pixels
 */
export function tabledPercentiles(
  { counts, table }: Pick<TabledPicture, 'counts' | 'table'>,
  at: readonly number[],
): number[] {
  const occurring: number[] = [];
  let total = 0;
  for (let code = 0; code < counts.length; code++) {
    if (!counts[code]) continue;
    occurring.push(code);
    total += counts[code] as number;
  }
  if (total === 0) return at.map(() => NaN);
  occurring.sort((a, b) => (table[a] as number) - (table[b] as number));
  const valueAt = (rank: number): number => {
    let before = 0;
    const found = occurring.find((code) => (before += counts[code] as number) > rank);
    return table[found as number] as number;
  };
  return at.map((percent) => {
    const rank = (Math.min(100, Math.max(0, percent)) / 100) * (total - 1);
    const low = valueAt(Math.floor(rank));
    return low + (valueAt(Math.ceil(rank)) - low) * (rank - Math.floor(rank));
  });
}

/** Two counts in turn: neighbours are often equal, and counting one code twice in a row waits for itself. */
function countsOf(codes: Uint8Array | Uint16Array, span: number): Uint32Array {
  const counts = new Uint32Array(span);
  const others = new Uint32Array(span);
  const even = codes.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const code = codes[i] as number;
    const other = codes[i + 1] as number;
    counts[code] = (counts[code] as number) + 1;
    others[other] = (others[other] as number) + 1;
  }
  if (even < codes.length) others[codes[even] as number] = (others[codes[even] as number] as number) + 1;
  for (let code = 0; code < span; code++) counts[code] = (counts[code] as number) + (others[code] as number);
  return counts;
}

function tableOf(counts: Uint32Array, signed: boolean, value: (sample: number) => number): Float32Array {
  const table = new Float32Array(counts.length);
  const half = counts.length / 2;
  for (let code = 0; code < counts.length; code++) {
    if (counts[code]) table[code] = value(signed && code >= half ? code - 2 * half : code);
  }
  return table;
}
