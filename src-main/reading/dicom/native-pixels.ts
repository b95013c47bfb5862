import { unpackBits } from '../codecs/bits.ts';
import { interleaved } from '../codecs/planes.ts';
import { isPacked, isSubsampled, type PixelLayout } from './pixel-layout.ts';

/** How the bytes of a native pixel element lie. */
export interface WordOrder {
  readonly bigEndian: boolean;
  /** The element is OW. */
  readonly words: boolean;
}

/**
 * Whether bytes are swapped two by two though no sample is a word: in big-endian files pixels of a byte or less that lie in
 * OW, and those of a byte and a half (PS3.5 8.1.1, annex D).
 */
export function isWordSwapped(layout: Pick<PixelLayout, 'bitsAllocated'>, { bigEndian, words }: WordOrder): boolean {
  const { bitsAllocated } = layout;
  return bigEndian && (bitsAllocated > 8 ? isPacked(layout) : words);
}

/**
 * Brings one native frame into the stored layout: little-endian, samples interleaved, 1-bit pixels one byte each. Bits
 * above the stored ones, subsampled chroma and other packed pixels stay as they are.
 *
 * @param bytes the frame's bytes as in the file, from the byte in which the frame begins or, where {@link isWordSwapped},
 *   from the word
 * @param firstBit where the frame begins, in bits from the beginning of the pixel data
 * @param bits how many bits the frame has
 */
export function nativePixels(
  bytes: Uint8Array,
  { firstBit, bits }: { readonly firstBit: number; readonly bits: number },
  layout: PixelLayout,
  order: WordOrder,
): Uint8Array {
  const pixels = layout.rows * layout.columns;
  const { bitsAllocated } = layout;
  const size = bitsAllocated / 8;
  const byWord = isWordSwapped(layout, order);
  const swapBy = byWord ? 2 : order.bigEndian && size > 1 ? size : 1;
  const little = swapBy > 1 ? swapped(bytes, swapBy) : bytes;
  const skip = firstBit % (byWord ? 16 : 8);
  if (bitsAllocated === 1) return unpackBits(little, skip, pixels);
  if (isPacked(layout)) return fromBit(little, skip).subarray(0, Math.ceil(bits / 8));
  const whole = byWord ? little.subarray(skip / 8, (skip + bits) / 8) : little;
  const byPlane = layout.planar && layout.samples === 3 && !isSubsampled(layout);
  return byPlane ? interleaved(whole, pixels, size) : whole;
}

/** A packed frame that does not begin on a byte is moved to one. */
function fromBit(bytes: Uint8Array, bit: number): Uint8Array {
  const whole = bytes.subarray(bit >> 3);
  const rest = bit & 7;
  if (rest === 0) return whole;
  return whole.map((byte, i) => (byte >> rest) | ((whole[i + 1] ?? 0) << (8 - rest)));
}

/** The bytes of every `size` the other way round; what is left over at the end stays. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = bytes.slice();
  for (let i = 0; i + size <= bytes.length; i += size) {
    for (let byte = 0; byte < size; byte++) out[i + byte] = bytes[i + size - 1 - byte] as number;
  }
  return out;
}
