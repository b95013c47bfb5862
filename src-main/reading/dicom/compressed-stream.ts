import { looksLikeJpeg, readJpegHeader, type JpegHeader } from '../codecs/jpeg-markers.ts';
import type { PixelCodec } from './transfer-syntax.ts';

const SOC_SIZ = [0xff, 0x4f, 0xff, 0x51];
const COD = 0x52;
const SOT = 0x90;
const SOS = 0xda;
const EOI = 0xd9;

/**
 * Whether a stream was compressed with loss, whatever its transfer syntax says: a JPEG of a process with a cosine
 * transform, JPEG 2000 with the irreversible wavelet (ISO/IEC 15444-1 A.6.1), JPEG-LS with a tolerance (T.87 C.2.3).
 * Damage is for decoding to tell.
 *
 * @param head the stream, or its first 64 KiB
 */
export function isLossyStream(codec: PixelCodec | null, head: Uint8Array): boolean {
  if (codec === 'jpeg' || codec === 'jpeg-lossless') {
    const header = jpegHeader(head);
    return header !== null && isDct(header);
  }
  if (codec === 'jpeg-2000' || codec === 'htj2k') return codingStyle(head)?.irreversible ?? false;
  return codec === 'jpeg-ls' && tolerance(head) > 0;
}

/**
 * Whether three samples come out of a codec as luma and chroma. JPEG 2000 undoes its own transform where it has one. Whoever
 * unpacked JPEG 2000 left its name on what is RGB by then. Many writers say RGB over a JPEG that is YCbCr: Adobe's
 * transform, JFIF and subsampled chroma tell; Adobe's word for «not transformed» counts against the file's.
 *
 * @param photometric (0028,0004) of an image of three samples
 */
export function comesOutAsYbr(codec: PixelCodec | null, photometric: string, stream: Uint8Array): boolean {
  if (photometric === 'YBR_ICT' || photometric === 'YBR_RCT') return false;
  if (codec === 'jpeg-2000' || codec === 'htj2k') {
    return photometric !== 'RGB' && !(codingStyle(stream)?.colourTransform ?? false);
  }
  const header = codec === 'jpeg' || codec === 'jpeg-lossless' ? jpegHeader(stream) : null;
  if (!header || !isDct(header)) return photometric !== 'RGB';
  if (photometric !== 'RGB') return header.subsampled || header.adobeTransform !== 0;
  return header.adobeTransform === null ? header.jfif || header.subsampled : header.adobeTransform === 1;
}

function jpegHeader(stream: Uint8Array): JpegHeader | null {
  try {
    return looksLikeJpeg(stream) ? readJpegHeader(stream) : null;
  } catch {
    return null;
  }
}

/** Baseline, extended or progressive. */
function isDct({ process }: JpegHeader): boolean {
  return process <= 2;
}

/** The main header's default coding style of a JPEG 2000 codestream, in a file of boxes or bare; null: not found. */
function codingStyle(stream: Uint8Array): { irreversible: boolean; colourTransform: boolean } | null {
  const start = stream.findIndex((_, at) => SOC_SIZ.every((byte, i) => stream[at + i] === byte));
  if (start < 0) return null;
  for (let at = start + 2; at + 14 <= stream.length && stream[at] === 0xff && stream[at + 1] !== SOT;) {
    // Behind marker and length: style, progression, layers (2), transform of components, levels, block (2), style, wavelet.
    if (stream[at + 1] === COD) return { colourTransform: stream[at + 8] === 1, irreversible: stream[at + 13] === 0 };
    at += 2 + length(stream, at + 2);
  }
  return null;
}

/** NEAR of the first scan of a JPEG-LS stream: how far a value may be off. */
function tolerance(stream: Uint8Array): number {
  for (let at = 2; at + 4 <= stream.length && stream[at] === 0xff && stream[at + 1] !== EOI;) {
    // Behind marker and length: number of components, two bytes for each, NEAR.
    if (stream[at + 1] === SOS) return stream[at + 5 + 2 * (stream[at + 4] ?? 0)] ?? 0;
    at += 2 + length(stream, at + 2);
  }
  return 0;
}

/** A marker segment's length, never so small that reading it would not go on. */
function length(stream: Uint8Array, at: number): number {
  return Math.max(2, ((stream[at] ?? 0) << 8) | (stream[at + 1] ?? 0));
}
