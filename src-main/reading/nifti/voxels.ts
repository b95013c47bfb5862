import { CodedError } from '../../../src-shared/contract/coded.ts';
import { sampleArray, type SampleArray } from '../../../src-shared/imaging/frame.ts';
import type { NiftiVoxel } from '../../../src-shared/imaging/nifti-voxel.ts';

/**
 * A slice's voxels as little-endian bytes and as numbers. 64-bit integers become float64; RGBA is laid on black, as in
 * pictures, so that transparent voxels are 0.
 *
 * @param raw the file's bytes, not changed
 * @throws `nifti-type-unsupported` for a 64-bit integer beyond ±2^53, which float64 can't hold
 */
export function storedVoxels(
  raw: Uint8Array,
  voxel: NiftiVoxel,
  littleEndian: boolean,
): { bytes: Uint8Array; values: SampleArray } {
  const bytes = raw.slice();
  const width = voxel.bytes / voxel.samples;
  if (!littleEndian && width > 1) turnRound(bytes, width);
  return { bytes, values: numbersOf(bytes, voxel) };
}

function numbersOf(bytes: Uint8Array<ArrayBuffer>, { name, datatype, sampleType }: NiftiVoxel): SampleArray {
  if (name === 'int64' || name === 'uint64') {
    const whole = name === 'int64' ? new BigInt64Array(bytes.buffer) : new BigUint64Array(bytes.buffer);
    return Float64Array.from(whole as ArrayLike<bigint>, (value) => {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) throw new CodedError('nifti-type-unsupported', { datatype });
      return number;
    });
  }
  return name === 'rgba32' ? onBlack(bytes) : sampleArray(sampleType, bytes.buffer);
}

function onBlack(rgba: Uint8Array): Uint8Array {
  const out = new Uint8Array((rgba.length / 4) * 3);
  for (let at = 0, to = 0; at < rgba.length; at += 4, to += 3) {
    const alpha = (rgba[at + 3] as number) / 255;
    for (let i = 0; i < 3; i++) out[to + i] = Math.round((rgba[at + i] as number) * alpha);
  }
  return out;
}

/** Reverses the bytes of each number in place. */
function turnRound(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) {
    for (let low = at, high = at + width - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}
