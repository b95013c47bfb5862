import { CodedError } from '../../../src-shared/contract/coded.ts';
import { behindRestart, codedBytes, LONGEST_CODE, type CodedBytes } from './jpeg-huffman.ts';

/** So many bits may be missing at the end of a scan: encoders leave their last byte unfilled. */
const FORGIVEN_BYTES = 2;

/** Reads Huffman symbols and numbers from the coded data of a scan. Behind its end it throws `codec-corrupt`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #coded: CodedBytes;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#coded = codedBytes(bytes, start);
  }

  /** Position of the marker behind the data. */
  get end(): number {
    return this.#coded.markerAt;
  }

  /** Goes on behind a restart marker. */
  restart(): void {
    this.#coded = codedBytes(this.#bytes, behindRestart(this.#bytes, this.#coded));
    [this.#at, this.#bits, this.#count] = [0, 0, 0];
  }

  /** The next symbol by a look-up table of 16 bits. */
  symbol(table: Uint16Array): number {
    this.#fill();
    const found = table[(this.#bits >>> (this.#count - LONGEST_CODE)) & 0xffff]!;
    if (found === 0) throw new CodedError('codec-corrupt');
    this.#count -= found & 0xff;
    return found >> 8;
  }

  /** A number of 0 … 16 bits. */
  unsigned(size: number): number {
    this.#fill();
    this.#count -= size;
    return (this.#bits >>> this.#count) & ((1 << size) - 1);
  }

  /** A number of a category of 0 … 16 bits, negative ones below the half (T.81 F.1.2.1). */
  signed(size: number): number {
    if (size > 16) throw new CodedError('codec-corrupt');
    const value = this.unsigned(size);
    return size === 0 || value >= 1 << (size - 1) ? value : value - (1 << size) + 1;
  }

  /** At least 16 bits from here on. */
  #fill(): void {
    if (this.#count >= 16) return;
    const { data, length } = this.#coded;
    if (this.#at > length + FORGIVEN_BYTES) throw new CodedError('codec-corrupt');
    this.#bits = (this.#bits << 16) | ((data[this.#at] ?? 0) << 8) | (data[this.#at + 1] ?? 0);
    this.#at += 2;
    this.#count += 16;
  }
}
