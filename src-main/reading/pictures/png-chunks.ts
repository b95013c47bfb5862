import { inflateSync } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkPictureSize } from './size-limit.ts';

/** What a PNG's header states, and the file with nothing but the chunks that make the picture. */
export interface PngChunks {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha (PNG 11.2.1). */
  readonly colourType: number;
  readonly essential: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const ESSENTIAL = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Deflate's highest ratio; below it a stream can't grow over what the header promises. */
const DEFLATE_RATIO = 1032;

/** Whether bytes begin as a PNG file does. */
export function looksLikePng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * Walks a PNG's chunks before anything is decoded: sizes are checked, text, colour profiles and other compressed extras are
 * left out, as they could expand without limit and say nothing about the picture.
 * Throws `image-corrupt`, `image-too-large`.
 */
export function readPngChunks(bytes: Uint8Array): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  let header: Omit<PngChunks, 'essential'> | null = null;
  let ended = false;
  for (let at = 8; at + 12 <= bytes.length && !ended;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw new CodedError('image-corrupt');
    if (type === 'IHDR' && length === 13) header ??= readImageHeader(view, at + 8);
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    if (ESSENTIAL.has(type)) kept.push(bytes.subarray(at, at + 12 + length));
    ended = type === 'IEND';
    at += 12 + length;
  }
  if (!header || !ended || data.length === 0) throw new CodedError('image-corrupt');
  checkInflated(data, header);
  return { ...header, essential: new Uint8Array(Buffer.concat(kept)) };
}

function readImageHeader(view: DataView, at: number): Omit<PngChunks, 'essential'> {
  const columns = view.getUint32(at);
  const rows = view.getUint32(at + 4);
  const depth = view.getUint8(at + 8);
  const colourType = view.getUint8(at + 9);
  checkPictureSize(rows, columns);
  if (!(colourType in CHANNELS) || ![1, 2, 4, 8, 16].includes(depth)) throw new CodedError('image-corrupt');
  return { rows, columns, depth, colourType };
}

/** Inflates only to count, and only where so few bytes could expand beyond twice the picture. */
function checkInflated(data: Uint8Array[], header: Omit<PngChunks, 'essential'>): void {
  const rowBytes = Math.ceil((header.columns * header.depth * (CHANNELS[header.colourType] as number)) / 8) + 1;
  // Interlaced pictures are written in seven passes, each with its own row starts.
  const expected = rowBytes * header.rows + 16 * (header.rows + 8) + header.columns;
  const compressed = data.reduce((sum, { length }) => sum + length, 0);
  if (compressed * DEFLATE_RATIO <= Math.max(2 * expected, 64 * 2 ** 20)) return;
  try {
    inflateSync(Buffer.concat(data), { maxOutputLength: expected * 2 });
  } catch (cause) {
    throw new CodedError('image-corrupt', {}, { cause });
  }
}
