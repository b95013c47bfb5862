import { CodedError } from '../../../src-shared/contract/coded.ts';

const CODESTREAM_START = [0xff, 0x4f, 0xff, 0x51];
const MAX_TILES = 65_535;

/**
 * Reads the size marker of a JPEG 2000 stream (ISO/IEC 15444-1 A.5.1), also inside a JP2 file.
 * Throws `codec-corrupt` where there is none or where it is absurd (no pixels, over 4 components, over 65,535 tiles).
 */
export function readJpeg2000Header(bytes: Uint8Array): { rows: number; columns: number; samples: number } {
  const limit = Math.min(bytes.length - 42, 64 * 1024);
  let start = -1;
  for (let at = 0; at <= limit && start < 0; at++) {
    if (CODESTREAM_START.every((byte, i) => bytes[at + i] === byte)) start = at;
  }
  if (start < 0) throw new CodedError('codec-corrupt');
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
