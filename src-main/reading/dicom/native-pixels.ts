import { unpackBits } from '../codecs/bits.ts';
import { interleaved } from '../codecs/planes.ts';
import type { PixelLayout } from './pixel-layout.ts';

/**
 * Brings one native frame into the stored layout: little-endian, samples interleaved, 1-bit pixels one byte each. Bits
 * above the stored ones and subsampled chroma stay as they are.
 *
 * @param bytes the frame's bytes as in the file; of 1-bit frames from the byte in which the frame begins
 * @param words the element is OW: in big-endian files its bytes are swapped two by two even for 8-bit samples
 */
export function nativePixels(
  bytes: Uint8Array,
  frame: number,
  layout: PixelLayout,
  order: { readonly bigEndian: boolean; readonly words: boolean },
): Uint8Array {
  const pixels = layout.rows * layout.columns;
  if (layout.bitsAllocated === 1)
    return unpackBits(bytes, (frame * pixels * layout.samples) % 8, pixels * layout.samples);
  const size = layout.bitsAllocated / 8;
  const swapBy = order.bigEndian ? (size === 1 ? (order.words ? 2 : 1) : size) : 1;
  const little = swapBy > 1 ? swapped(bytes, swapBy) : bytes;
  return layout.planar && layout.samples === 3 && layout.photometric !== 'YBR_FULL_422'
    ? interleaved(little, pixels, size)
    : little;
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + size <= bytes.length; i += size) {
    for (let byte = 0; byte < size; byte++) out[i + byte] = bytes[i + size - 1 - byte] as number;
  }
  return out;
}
