import type { PixelCodec, PlainCodec } from '../dicom/transfer-syntax.ts';
import type { ExpectedSamples } from './decoded-samples.ts';
import { JPEG_LS, looksLikeJpeg, readJpegHeader } from './jpeg-markers.ts';

const SOC_SIZ = [0xff, 0x4f, 0xff, 0x51];
const SIGNATURE_BOX = [0, 0, 0, 12, 0x6a, 0x50];
const LOSSLESS = 3;
const CAP = 0x50;

/**
 * The codec that a compressed frame was written by, as its own bytes say, whatever the transfer syntax claims; null where
 * they say nothing. Run lengths have no mark: they are known by a header of as many segments as the pixels need.
 *
 * @param head the frame's bytes, or its first 64 KiB
 */
export function streamCodec(
  head: Uint8Array,
  expected: Pick<ExpectedSamples, 'samples' | 'bitsAllocated'>,
): Exclude<PixelCodec, PlainCodec> | null {
  if (looksLikeJpeg(head)) {
    const process = jpegProcess(head);
    return process === JPEG_LS ? 'jpeg-ls' : process === LOSSLESS ? 'jpeg-lossless' : process === null ? null : 'jpeg';
  }
  const boxed = beginsWith(head, 0, SIGNATURE_BOX);
  const start = boxed
    ? head.findIndex((_, at) => beginsWith(head, at, SOC_SIZ))
    : beginsWith(head, 0, SOC_SIZ)
      ? 0
      : -1;
  if (start >= 0) return isHighThroughput(head, start) ? 'htj2k' : 'jpeg-2000';
  return looksLikeRuns(head, expected) ? 'rle' : null;
}

function jpegProcess(head: Uint8Array): number | null {
  try {
    return readJpegHeader(head).process;
  } catch {
    return null;
  }
}

/** Behind the size marker stands the one that states the capabilities of Part 15. */
function isHighThroughput(head: Uint8Array, start: number): boolean {
  const next = start + 4 + (((head[start + 4] ?? 0) << 8) | (head[start + 5] ?? 0));
  return head[next] === 0xff && head[next + 1] === CAP;
}

function looksLikeRuns(
  head: Uint8Array,
  { samples, bitsAllocated }: Pick<ExpectedSamples, 'samples' | 'bitsAllocated'>,
) {
  if (head.length < 64) return false;
  const view = new DataView(head.buffer, head.byteOffset, 64);
  return view.getUint32(0, true) === samples * Math.ceil(bitsAllocated / 8) && view.getUint32(4, true) === 64;
}

function beginsWith(bytes: Uint8Array, at: number, mark: readonly number[]): boolean {
  return mark.every((byte, i) => bytes[at + i] === byte);
}
