import { CodedError } from '../../../src-shared/contract/coded.ts';
import { interleaved } from './planes.ts';
import type { DecodedSamples } from './decoded-samples.ts';
import type { WasmDecoder } from './wasm-module.ts';

/**
 * Copies a decoder's result out of its memory: one byte a sample up to 8 bits, else two, little-endian. Throws
 * `codec-corrupt` where there is none: some decoders end without a word in damaged data.
 */
export function samplesFrom(decoder: WasmDecoder, planar: boolean): DecodedSamples {
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const size = bitsPerSample <= 8 ? 1 : 2;
  const length = width * height * componentCount * size;
  const decoded = decoder.getDecodedBuffer();
  if (length === 0 || decoded.length < length) throw new CodedError('codec-corrupt');
  const copied = decoded.slice(0, length);
  const bytes = planar && componentCount === 3 ? interleaved(copied, width * height, size) : copied;
  const values = size === 1 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  return { rows: height, columns: width, samples: componentCount, values };
}
