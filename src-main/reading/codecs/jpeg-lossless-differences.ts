import { CodedError } from '../../../src-shared/contract/coded.ts';
import {
  behindRestart,
  codedBytes,
  LONGEST_CODE,
  lookUpTable,
  PADDING,
  type CodedBytes,
  type HuffmanCodes,
} from './jpeg-huffman.ts';

/** So many bits are looked up at once: a code and its value together, for all but the rarest differences. */
const LOOKED_UP = 13;

/** A Huffman table of difference categories (ITU-T T.81 H.1.2.2), made for looking up. */
export interface DifferenceTable {
  /** By the next 13 bits: the difference × 256 + how many bits it took with its code; 0: longer, look below. */
  readonly whole: Int32Array;
  /** By the next 16 bits: the category × 256 + length of its code; 0: no such code. */
  readonly codes: Uint16Array;
}

/** Makes the look-up tables of one Huffman table. Throws `codec-corrupt` where it is none of difference categories. */
export function differenceTable(table: HuffmanCodes): DifferenceTable {
  if (table.symbols.some((category) => category > 16)) throw new CodedError('codec-corrupt');
  const codes = lookUpTable(table);
  const whole = new Int32Array(1 << LOOKED_UP);
  for (let bits = 0; bits < whole.length; bits++) {
    const found = codes[bits << (LONGEST_CODE - LOOKED_UP)] as number;
    const [category, length] = [found >> 8, found & 0xff];
    const extra = category === 16 ? 0 : category;
    if (found === 0 || length + extra > LOOKED_UP) continue;
    const value = (bits >> (LOOKED_UP - length - extra)) & ((1 << extra) - 1);
    whole[bits] = differenceOf(category, value) * 256 + length + extra;
  }
  return { whole, codes };
}

/** The difference of a category and its extra bits; category 16 has none and means 32768. */
function differenceOf(category: number, value: number): number {
  if (category === 0) return 0;
  if (category === 16) return 32_768;
  return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
}

/** Reads the differences of a scan, one row after the other. */
export class DifferenceReader {
  readonly #bytes: Uint8Array;
  #coded: CodedBytes;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#coded = codedBytes(bytes, start);
  }

  /** Position of the marker that ended the data. */
  get end(): number {
    return this.#coded.markerAt;
  }

  /** Goes on behind a restart marker. Throws `codec-corrupt` where none stands behind the data. */
  restart(): void {
    this.#coded = codedBytes(this.#bytes, behindRestart(this.#bytes, this.#coded));
    [this.#at, this.#bits, this.#count] = [0, 0, 0];
  }

  /**
   * Fills a row with differences; with several tables they take turns, as interleaved components do. Throws `codec-corrupt`
   * where the data ends or holds no code.
   */
  readRow(out: Int32Array, tables: readonly DifferenceTable[]): void {
    const { data, length } = this.#coded;
    let [at, bits, count] = [this.#at, this.#bits, this.#count];
    const components = tables.length;
    let { whole, codes } = tables[0]!;
    for (let i = 0, component = 0; i < out.length; i++) {
      if (components > 1) {
        ({ whole, codes } = tables[component]!);
        if (++component === components) component = 0;
      }
      if (count < 16) {
        bits = (bits << 16) | (data[at]! << 8) | data[at + 1]!;
        at += 2;
        count += 16;
      }
      const found = whole[(bits >>> (count - LOOKED_UP)) & ((1 << LOOKED_UP) - 1)]!;
      if (found !== 0) {
        count -= found & 0xff;
        out[i] = found >> 8;
        continue;
      }
      const code = codes[(bits >>> (count - LONGEST_CODE)) & 0xffff]!;
      if (code === 0 || at > length + PADDING / 2) throw new CodedError('codec-corrupt');
      count -= code & 0xff;
      const category = code >> 8;
      const extra = category === 16 ? 0 : category;
      if (count < extra) {
        bits = (bits << 16) | (data[at]! << 8) | data[at + 1]!;
        at += 2;
        count += 16;
      }
      count -= extra;
      out[i] = differenceOf(category, (bits >>> count) & ((1 << extra) - 1));
    }
    [this.#at, this.#bits, this.#count] = [at, bits, count];
    if (at - (count >> 3) > length) throw new CodedError('codec-corrupt');
  }
}
