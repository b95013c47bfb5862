import { CodedError } from '../../../src-shared/contract/coded.ts';
import { unpackBits } from './bits.ts';
import type { ExpectedSamples } from './decoded-samples.ts';

const HEADER_BYTES = 64;
const MAX_SEGMENTS = 15;

/**
 * Decodes DICOM RLE (PS3.5 annex G): PackBits segments, one a byte of a sample, the most significant first.
 * A 1-bit frame is compressed packed and returned a byte a pixel. Throws `codec-rle-range` where segments lie outside the data,
 * `codec-size-mismatch` where there are too few or too many, `codec-corrupt` where they hold too little; bytes beyond the
 * frame are ignored.
 *
 * @returns samples interleaved, little-endian, allocated width
 */
export function decodeRle(bytes: Uint8Array, expected: ExpectedSamples): Uint8Array {
  if (expected.bitsAllocated === 1) {
    const bits = expected.rows * expected.columns;
    const packed = { ...expected, rows: 1, columns: Math.ceil(bits / 8), bitsAllocated: 8 };
    return unpackBits(decodeRle(bytes, packed), 0, bits);
  }
  const pixels = expected.rows * expected.columns;
  const size = expected.bitsAllocated / 8;
  const segments = size * expected.samples;
  if (bytes.length < HEADER_BYTES) throw new CodedError('codec-corrupt');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getUint32(0, true);
  if (stated > MAX_SEGMENTS) throw new CodedError('codec-corrupt');
  if (stated !== segments) throw new CodedError('codec-size-mismatch', { segments: stated });
  const offsets = Array.from({ length: segments }, (_, i) => view.getUint32(4 + i * 4, true));
  const out = new Uint8Array(pixels * segments);
  offsets.forEach((offset, segment) => {
    const end = offsets[segment + 1] ?? bytes.length;
    if (offset < HEADER_BYTES || end > bytes.length || offset > end) throw new CodedError('codec-rle-range');
    const sample = Math.floor(segment / size);
    const byte = size - 1 - (segment % size);
    unpackSegment(bytes.subarray(offset, end), out, sample * size + byte, segments, pixels);
  });
  return out;
}

function unpackSegment(packed: Uint8Array, out: Uint8Array, first: number, step: number, count: number): void {
  let done = 0;
  let at = 0;
  while (done < count && at < packed.length) {
    const head = packed[at++] as number;
    if (head === 128) continue;
    const run = head < 128 ? head + 1 : 257 - head;
    const kept = Math.min(run, count - done);
    if (head < 128) {
      if (at + kept > packed.length) break;
      for (let i = 0; i < kept; i++) out[first + (done + i) * step] = packed[at + i] as number;
      at += run;
    } else {
      const value = packed[at++];
      if (value === undefined) break;
      for (let i = 0; i < kept; i++) out[first + (done + i) * step] = value;
    }
    done += kept;
  }
  if (done < count) throw new CodedError('codec-corrupt');
}
