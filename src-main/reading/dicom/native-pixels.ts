import { unpackBits } from '../codecs/bits.ts';
import { interleaved } from '../codecs/planes.ts';
import { isPacked, isSubsampled, type PixelLayout } from './pixel-layout.ts';

/**
 * Brings one native frame into the stored layout: little-endian, samples interleaved, 1-bit pixels one byte each. Bits
 * above the stored ones, subsampled chroma and other packed pixels stay as they are.
 *
 * @param bytes the frame's bytes as in the file; of packed frames from the byte in which the frame begins
 * @param words the element is OW: in big-endian files its bytes are swapped two by two even for 8-bit samples
 */
export function nativePixels(
  bytes: Uint8Array,
  frame: number,
  layout: PixelLayout,
  order: { readonly bigEndian: boolean; readonly words: boolean },
): Uint8Array {
  const pixels = layout.rows * layout.columns;
  const { bitsAllocated } = layout;
  const size = bitsAllocated / 8;
  const swapBy = !order.bigEndian
    ? 1
    : isPacked(layout) && bitsAllocated > 1
      ? 2
      : size > 1
        ? size
        : order.words && size === 1
          ? 2
          : 1;
  const little = swapBy > 1 ? swapped(bytes, swapBy) : bytes;
  if (bitsAllocated === 1) return unpackBits(little, (frame * pixels) % 8, pixels);
  if (isPacked(layout)) return fromBit(little, (frame * pixels * bitsAllocated) % 8);
  const byPlane = layout.planar && layout.samples === 3 && !isSubsampled(layout);
  return byPlane ? interleaved(little, pixels, size) : little;
}

/** A packed frame that does not begin on a byte is moved to one. */
function fromBit(bytes: Uint8Array, bit: number): Uint8Array {
  if (bit === 0) return bytes;
  return bytes.map((byte, i) => (byte >> bit) | ((bytes[i + 1] ?? 0) << (8 - bit)));
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + size <= bytes.length; i += size) {
    for (let byte = 0; byte < size; byte++) out[i + byte] = bytes[i + size - 1 - byte] as number;
  }
  return out;
}
