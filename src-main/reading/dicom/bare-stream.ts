import { CodedError } from '../../../src-shared/contract/coded.ts';
import { streamCodec } from '../codecs/stream-codec.ts';
import type { Header, PixelDataElement } from './header.ts';
import type { FrameTable } from './pixel-data.ts';
import { isSubsampled, type PixelLayout } from './pixel-layout.ts';

/** Behind what else a JPEG may carry stands what it is. */
const HEAD_BYTES = 64 * 2 ** 10;

/**
 * Compressed pixels that were written as if they were not: a stream of stated length, without fragments (against PS3.5
 * A.4). One frame can be read all the same.
 *
 * @returns null where the pixels are plain, whatever the transfer syntax says.
 * Throws `dicom-frame-count` for more than one frame, `codec-corrupt` where a compressed syntax has pixels that are neither
 * a stream nor as long as plain ones.
 */
export async function bareStream(
  { source, syntax }: Header,
  { encapsulated, kind, offset, length }: PixelDataElement,
  layout: PixelLayout,
): Promise<FrameTable | null> {
  const isThere = length > 0 && offset + length <= source.size;
  if (encapsulated || kind !== 'integer' || !isThere || plainLengths(layout).includes(length)) return null;
  const compressed = syntax.codec !== 'native';
  const codec = streamCodec(await source.read(offset, Math.min(length, HEAD_BYTES)), layout);
  // run lengths have no mark of their own, and plain pixels may look like them
  if (codec === null || (codec === 'rle' && syntax.codec !== 'rle')) {
    if (compressed) throw new CodedError('codec-corrupt');
    return null;
  }
  if (layout.frames > 1) throw new CodedError('dicom-frame-count', { frames: layout.frames });
  const warnings = [{ code: 'dicom-meta-repaired' as const, details: {} }];
  return { frames: [[{ offset, length }]], fullChroma: false, bitsPerFrame: 0, warnings };
}

/** How long plain pixels may be: with all of their chroma or half of it, with or without the byte that makes it even. */
function plainLengths(layout: PixelLayout): number[] {
  const { rows, columns, samples, bitsAllocated, frames } = layout;
  const counts = isSubsampled(layout) ? [2, samples] : [samples];
  return counts.flatMap((count) => {
    const bytes = Math.ceil((rows * columns * count * bitsAllocated * frames) / 8);
    return [bytes, bytes + (bytes % 2)];
  });
}
