import { inflateRawSync } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { unpackBits } from './bits.ts';
import type { ExpectedSamples } from './decoded-samples.ts';

/**
 * Inflates one frame of Deflated Image Frame Compression (PS3.5 A.4.13); 1-bit frames come out a byte a pixel. Inflating
 * stops where the frame is full. Throws `codec-corrupt`, `codec-size-mismatch`.
 */
export function inflateFrame(bytes: Uint8Array, expected: ExpectedSamples): Uint8Array {
  const samples = expected.rows * expected.columns * expected.samples;
  const needed = Math.ceil((samples * expected.bitsAllocated) / 8);
  const frame = inflate(bytes, needed + 1);
  if (frame.length < needed) throw new CodedError('codec-size-mismatch');
  return expected.bitsAllocated === 1 ? unpackBits(frame, 0, samples) : frame.subarray(0, needed);
}

function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: limit }));
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}
