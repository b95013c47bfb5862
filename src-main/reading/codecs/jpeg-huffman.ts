import { CodedError } from '../../../src-shared/contract/coded.ts';

/** A Huffman table as a stream defines it (ITU-T T.81 B.2.4.2). */
export interface HuffmanCodes {
  /** How many codes there are of 1 … 16 bits. */
  readonly counts: Uint8Array;
  /** In the order of their codes. */
  readonly symbols: Uint8Array;
}

export const LONGEST_CODE = 16;

/**
 * What the next 16 bits of a stream mean: the symbol × 256 + the length of its code; 0: no code. Throws `codec-corrupt`
 * where a table has more codes than fit (T.81 annex C).
 */
export function lookUpTable({ counts, symbols }: HuffmanCodes): Uint16Array {
  const table = new Uint16Array(1 << LONGEST_CODE);
  let [code, at] = [0, 0];
  for (let length = 1; length <= LONGEST_CODE; length++) {
    for (let i = 0; i < (counts[length - 1] as number); i++) {
      const to = (code + 1) << (LONGEST_CODE - length);
      if (to > table.length) throw new CodedError('codec-corrupt');
      table.fill(((symbols[at++] as number) << 8) | length, code << (LONGEST_CODE - length), to);
      code++;
    }
    code <<= 1;
  }
  return table;
}

/** Coded data up to a marker, ready to be read bit by bit. */
export interface CodedBytes {
  /** Without the zeros that are stuffed behind FF (B.1.1.5), and with {@link PADDING} zeros behind the end. */
  readonly data: Uint8Array;
  /** Where the data ends and the padding begins. */
  readonly length: number;
  /** Position of the marker in the stream. */
  readonly markerAt: number;
}

/** What may be read beyond the data without looking. */
export const PADDING = 8;

/** Takes the coded data from a position of the stream up to the next marker. */
export function codedBytes(bytes: Uint8Array, start: number): CodedBytes {
  let end = start;
  for (;;) {
    end = bytes.indexOf(0xff, end);
    if (end < 0) end = bytes.length;
    if (end >= bytes.length || bytes[end + 1] !== 0) break;
    end += 2;
  }
  const data = new Uint8Array(end - start + PADDING);
  let length = 0;
  for (let from = start; from < end;) {
    const stuffed = bytes.indexOf(0xff, from);
    const to = stuffed < 0 || stuffed >= end ? end : stuffed + 1;
    data.set(bytes.subarray(from, to), length);
    length += to - from;
    from = to === end ? end : to + 1;
  }
  let markerAt = end;
  while (bytes[markerAt + 1] === 0xff) markerAt++;
  return { data, length, markerAt };
}

/** Where the data behind a restart marker begins. Throws `codec-corrupt` where the marker is another one. */
export function behindRestart(bytes: Uint8Array, { markerAt }: CodedBytes): number {
  const marker = bytes[markerAt + 1] ?? 0;
  if (marker < 0xd0 || marker > 0xd7) throw new CodedError('codec-corrupt');
  return markerAt + 2;
}
