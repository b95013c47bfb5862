import { CodedError } from '../../../src-shared/contract/coded.ts';
import { withEndMark } from './end-mark.ts';

const CODESTREAM_START = [0xff, 0x4f, 0xff, 0x51];
const TILE_PART = 0xff90;
const MAX_TILES = 65_535;
/** Of a component's bits in the size marker. */
export const SIGNED = 0x80;

/** What the size marker of a JPEG 2000 stream says. */
export interface Jpeg2000Header {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  /** Bits of the first component. */
  readonly precision: number;
  readonly signed: boolean;
  /** It makes use of what only Part 2 of the standard allows. */
  readonly extended: boolean;
  /** Byte offset of each component's bits. */
  readonly depthsAt: readonly number[];
}

/**
 * Reads the size marker of a JPEG 2000 stream (ISO/IEC 15444-1 A.5.1), also inside a JP2 file.
 * Throws `codec-corrupt` where there is none or where it is absurd (no pixels, over 4 components, over 65,535 tiles).
 */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header {
  const start = codestreamStart(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 42);
  const [width, height, left, top, tileWidth, tileHeight] = [8, 12, 16, 20, 24, 28].map((at) => view.getUint32(at)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const samples = view.getUint16(40);
  const tiles = Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight);
  const end = start + 42 + samples * 3;
  if (width <= left || height <= top || samples < 1 || samples > 4 || !(tiles <= MAX_TILES) || end > bytes.length) {
    throw new CodedError('codec-corrupt');
  }
  const depthsAt = Array.from({ length: samples }, (_, i) => start + 42 + i * 3);
  const depth = bytes[start + 42] as number;
  return {
    rows: height - top,
    columns: width - left,
    samples,
    precision: (depth & 0x7f) + 1,
    signed: (depth & SIGNED) !== 0,
    extended: (view.getUint16(6) & 0x8000) !== 0,
    depthsAt,
  };
}

/**
 * Walks the tile-parts (A.4.2) and throws `codec-corrupt` where one claims more bytes than there are: decoders draw what is
 * left of such a stream, and say nothing.
 * @returns the stream; with the end mark that it lacks where all of its tile-parts are there
 */
export function wholeCodestream(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = codestreamStart(bytes) + 2;
  while (at + 4 <= bytes.length && view.getUint16(at) !== TILE_PART) at += 2 + view.getUint16(at + 2);
  let tileParts = 0;
  while (at + 12 <= bytes.length && view.getUint16(at) === TILE_PART) {
    const length = view.getUint32(at + 6);
    tileParts++;
    // the last one may go on to the end
    if (length === 0) return bytes;
    if (at + length > bytes.length) throw new CodedError('codec-corrupt');
    at += Math.max(length, 12);
  }
  if (tileParts === 0) throw new CodedError('codec-corrupt');
  return at + 2 > bytes.length ? withEndMark(bytes.subarray(0, at)) : bytes;
}

/** Where the codestream begins, behind the boxes of a JP2 file where it is one. */
function codestreamStart(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length - 42, 64 * 1024);
  for (let at = 0; at <= limit; at++) {
    if (CODESTREAM_START.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw new CodedError('codec-corrupt');
}
