import { CodedError } from '../../../src-shared/contract/coded.ts';

const CODESTREAM_START = [0xff, 0x4f, 0xff, 0x51];
const TILE_PART = 0xff90;
const MAX_TILES = 65_535;

/**
 * Reads the size marker of a JPEG 2000 stream (ISO/IEC 15444-1 A.5.1), also inside a JP2 file.
 * Throws `codec-corrupt` where there is none or where it is absurd (no pixels, over 4 components, over 65,535 tiles).
 */
export function readJpeg2000Header(bytes: Uint8Array): { rows: number; columns: number; samples: number } {
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
  if (width <= left || height <= top || samples < 1 || samples > 4 || !(tiles <= MAX_TILES)) {
    throw new CodedError('codec-corrupt');
  }
  return { rows: height - top, columns: width - left, samples };
}

/**
 * Walks the tile-parts (A.4.2) and throws `codec-corrupt` where one claims more bytes than there are: decoders draw what is
 * left of such a stream, and say nothing. A stream without its end mark is let pass.
 */
export function checkTileParts(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = codestreamStart(bytes) + 2;
  while (at + 4 <= bytes.length && view.getUint16(at) !== TILE_PART) at += 2 + view.getUint16(at + 2);
  let tileParts = 0;
  while (at + 12 <= bytes.length && view.getUint16(at) === TILE_PART) {
    const length = view.getUint32(at + 6);
    tileParts++;
    // the last one may go on to the end
    if (length === 0) return;
    if (at + length > bytes.length) throw new CodedError('codec-corrupt');
    at += Math.max(length, 12);
  }
  if (tileParts === 0) throw new CodedError('codec-corrupt');
}

/** Where the codestream begins, behind the boxes of a JP2 file where it is one. */
function codestreamStart(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length - 42, 64 * 1024);
  for (let at = 0; at <= limit; at++) {
    if (CODESTREAM_START.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw new CodedError('codec-corrupt');
}
