import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { HuffmanCodes } from './jpeg-huffman.ts';

const [DHT, SOI, EOI, SOS, DQT, DRI] = [0xc4, 0xd8, 0xd9, 0xda, 0xdb, 0xdd];

export interface ScanComponent {
  /** Its place among the frame's components. */
  readonly place: number;
  /** Which Huffman tables it uses; a table that was never defined is undefined. */
  readonly dc: HuffmanCodes | undefined;
  readonly ac: HuffmanCodes | undefined;
}

/** One scan header (ITU-T T.81 B.2.3). In lossless streams `spectralStart` is the predictor and `low` the point transform. */
export interface JpegScan {
  readonly components: readonly ScanComponent[];
  readonly spectralStart: number;
  readonly spectralEnd: number;
  readonly high: number;
  readonly low: number;
  /** MCUs between restarts; 0: none. */
  readonly restartInterval: number;
  /** First byte of the coded data. */
  readonly start: number;
}

/** Walks the markers of a JPEG stream from scan to scan and keeps the tables that they define (B.2.4). */
export class JpegScans {
  readonly #bytes: Uint8Array;
  readonly #huffman = new Map<number, HuffmanCodes>();
  readonly #quantization = new Map<number, Uint16Array>();
  readonly #components: { readonly id: number; readonly quantization: number }[] = [];
  #restartInterval = 0;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Steps of a component's 64 coefficients in zigzag order. Throws `codec-corrupt` where the stream defines none. */
  quantizationOf(place: number): Uint16Array {
    const table = this.#quantization.get(this.#components[place]?.quantization ?? -1);
    if (!table) throw new CodedError('codec-corrupt');
    return table;
  }

  /** Goes on behind a scan's data. */
  continueAt(position: number): void {
    this.#at = position;
  }

  /** Reads markers up to and with the next scan header; null at the end. Throws `codec-corrupt` for damaged segments. */
  next(): JpegScan | null {
    const bytes = this.#bytes;
    for (;;) {
      while (this.#at + 4 <= bytes.length && bytes[this.#at] !== 0xff) this.#at++;
      while (bytes[this.#at + 1] === 0xff) this.#at++;
      const marker = bytes[this.#at + 1];
      if (marker === undefined || marker === EOI || this.#at + 4 > bytes.length) return null;
      this.#at += 2;
      if (marker === SOI || marker <= 1 || (marker >= 0xd0 && marker <= 0xd7)) continue;
      const length = this.#word(this.#at);
      if (length < 2 || this.#at + length > bytes.length) throw new CodedError('codec-corrupt');
      const segment = bytes.subarray(this.#at + 2, this.#at + length);
      this.#at += length;
      if (marker === DHT) this.#readHuffman(segment);
      else if (marker === DQT) this.#readQuantization(segment);
      else if (marker === DRI) this.#restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
      else if (marker === SOS) return this.#scanOf(segment);
      else if (marker >= 0xc0 && marker <= 0xc3) this.#readFrame(segment);
    }
  }

  #readFrame(segment: Uint8Array): void {
    if (this.#components.length > 0) return;
    for (let at = 6; at + 2 < segment.length; at += 3) {
      this.#components.push({ id: segment[at] as number, quantization: segment[at + 2] as number });
    }
  }

  #readHuffman(segment: Uint8Array): void {
    for (let at = 0; at + 17 <= segment.length;) {
      const counts = segment.subarray(at + 1, at + 17);
      const end = at + 17 + counts.reduce((sum, count) => sum + count, 0);
      if (end > segment.length) throw new CodedError('codec-corrupt');
      this.#huffman.set(segment[at] as number, { counts, symbols: segment.subarray(at + 17, end) });
      at = end;
    }
  }

  #readQuantization(segment: Uint8Array): void {
    for (let at = 0; at < segment.length;) {
      const [wide, id] = [(segment[at] as number) >> 4, (segment[at] as number) & 15];
      at++;
      if (wide > 1 || at + 64 * (wide + 1) > segment.length) throw new CodedError('codec-corrupt');
      const table = new Uint16Array(64);
      for (let i = 0; i < 64; i++) {
        table[i] = wide
          ? ((segment[at + 2 * i] as number) << 8) | (segment[at + 2 * i + 1] as number)
          : segment[at + i]!;
      }
      this.#quantization.set(id, table);
      at += 64 * (wide + 1);
    }
  }

  #scanOf(segment: Uint8Array): JpegScan {
    const count = segment[0] ?? 0;
    if (count < 1 || count > 4 || segment.length < 4 + 2 * count) throw new CodedError('codec-corrupt');
    const components = Array.from({ length: count }, (_, i) => {
      const place = this.#components.findIndex(({ id }) => id === segment[1 + i * 2]);
      const tables = segment[2 + i * 2] as number;
      return { place, dc: this.#huffman.get(tables >> 4), ac: this.#huffman.get(16 | (tables & 15)) };
    });
    if (components.some(({ place }) => place < 0) || new Set(components.map(({ place }) => place)).size < count) {
      throw new CodedError('codec-corrupt');
    }
    const [spectralStart, spectralEnd, approximation] = segment.subarray(1 + 2 * count) as unknown as [
      number,
      number,
      number,
    ];
    return {
      components,
      spectralStart,
      spectralEnd,
      high: approximation >> 4,
      low: approximation & 15,
      restartInterval: this.#restartInterval,
      start: this.#at,
    };
  }

  #word(at: number): number {
    return ((this.#bytes[at] ?? 0) << 8) | (this.#bytes[at + 1] ?? 0);
  }
}
