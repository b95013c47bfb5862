import { crc32, inflateSync } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { MADE_PICTURE } from '../../../src-shared/imaging/made-picture.ts';
import { isTurned } from './exif.ts';
import { checkPictureSize } from './size-limit.ts';

/** What a PNG's chunks state and hold, its compressed samples as they are. */
export interface PngChunks {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha (PNG 11.2.1). */
  readonly colourType: number;
  readonly interlaced: boolean;
  /** RGB by index, where there is one. */
  readonly palette: Uint8Array | null;
  /** tRNS (PNG 11.3.1.1): alpha by index, or the one grey or colour that is transparent, two bytes a sample. */
  readonly transparency: Uint8Array | null;
  readonly data: readonly Uint8Array[];
  /** Texts and profiles would be larger than is believable. */
  readonly metadataTooLarge: boolean;
  /** Its Exif says that it is to be shown turned or mirrored. */
  readonly turned: boolean;
  /** A text says that a network of this program made it. */
  readonly made: boolean;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Which depths a colour type may have. */
const DEPTHS: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const MADE = Buffer.from(`${MADE_PICTURE.keyword}\0${MADE_PICTURE.text}`, 'latin1');
const METADATA = new Set(['tEXt', 'zTXt', 'iTXt', 'iCCP', 'eXIf']);
/** Pillow's figures: what one text may become, and all of them. */
const MAX_TEXT_BYTES = 2 ** 20;
const MAX_TEXTS_BYTES = 64 * 2 ** 20;

/** Whether bytes begin as a PNG file does. */
export function looksLikePng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * Walks a PNG's chunks before any sample is decoded: sizes and checksums are checked; texts and colour profiles say nothing
 * about the picture, but for the one that a made picture carries, and are only looked at for their size, never expanded beyond a
 * mebibyte.
 * Throws `image-corrupt`, `image-too-large`.
 */
export function readPngChunks(bytes: Uint8Array): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  const texts = new TextSizes();
  let header: Pick<PngChunks, 'rows' | 'columns' | 'depth' | 'colourType' | 'interlaced'> | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let turned = false;
  let made = false;
  let ended = false;
  for (let at = 8; at + 12 <= bytes.length && !ended;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw new CodedError('image-corrupt');
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (METADATA.has(type)) texts.count(type, body);
    else if (isEssential(type) && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw new CodedError('image-corrupt');
    }
    if (type === 'IHDR' && length === 13) header ??= readImageHeader(view, at + 8);
    else if (type === 'PLTE' && length % 3 === 0) palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'eXIf') turned = isTurned(body);
    else if (type === 'tEXt') made ||= MADE.equals(body);
    ended = type === 'IEND';
    at += 12 + length;
  }
  if (!header || !ended || data.length === 0) throw new CodedError('image-corrupt');
  if (header.colourType === 3 && !palette) throw new CodedError('image-corrupt');
  return { ...header, palette, transparency, data, metadataTooLarge: texts.tooLarge, turned, made };
}

/** Critical chunks begin with a capital letter (PNG 5.4); transparency changes the picture too. */
function isEssential(type: string): boolean {
  return /^[A-Z]/.test(type) || type === 'tRNS';
}

function readImageHeader(view: DataView, at: number) {
  const columns = view.getUint32(at);
  const rows = view.getUint32(at + 4);
  const depth = view.getUint8(at + 8);
  const colourType = view.getUint8(at + 9);
  const [compression, filter, interlace] = [10, 11, 12].map((place) => view.getUint8(at + place));
  checkPictureSize(rows, columns);
  if (!DEPTHS[colourType]?.includes(depth) || compression !== 0 || filter !== 0 || (interlace ?? 2) > 1) {
    throw new CodedError('image-corrupt');
  }
  return { rows, columns, depth, colourType, interlaced: interlace === 1 };
}

/** Adds up what texts and profiles would become, and stops where that is no longer believable. */
class TextSizes {
  tooLarge = false;
  #sum = 0;

  count(type: string, body: Uint8Array): void {
    if (this.tooLarge) return;
    const size = expandedSize(type, body);
    this.#sum += size;
    this.tooLarge = size > MAX_TEXT_BYTES || this.#sum > MAX_TEXTS_BYTES;
  }
}

/** Bytes that a text becomes; infinite where that is over a mebibyte, 0 where it is damaged. */
function expandedSize(type: string, body: Uint8Array): number {
  const compressed = compressedPart(type, body);
  if (!compressed) return body.length;
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_TEXT_BYTES }).length;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? Infinity : 0;
  }
}

function compressedPart(type: string, body: Uint8Array): Uint8Array | null {
  const after = (from: number) => {
    const end = body.indexOf(0, from);
    return end < 0 ? body.length : end + 1;
  };
  const keyword = after(0);
  // Behind the keyword: zTXt and iCCP the method, iTXt a flag, the method, and two texts (PNG 11.3.3).
  if (type === 'zTXt' || type === 'iCCP') return body.subarray(keyword + 1);
  return type === 'iTXt' && body[keyword] === 1 ? body.subarray(after(after(keyword + 2))) : null;
}
