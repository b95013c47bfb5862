import { inflateRawSync } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';

/**
 * Inflates one frame of Deflated Image Frame Compression (PS3.5 A.4.13) to how it would lie natively, little-endian.
 * Inflating stops a byte behind the frame's end. Throws `codec-corrupt`.
 *
 * @param length bytes of the frame
 */
export function inflateFrame(bytes: Uint8Array, length: number): Uint8Array {
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: length + 1 }));
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}
