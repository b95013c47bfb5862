import { transferSyntaxOf } from './dicom/transfer-syntax.ts';
import type { OpenImage } from './image.ts';

/** Larger files are never looked at outside the pool. */
export const QUICK_FILE_BYTES = 2 * 2 ** 20;
const QUICK_PIXELS = 2 ** 20;
/** A JPEG of many scans takes time by its length, whatever its size in pixels. */
const QUICK_JPEG_BYTES = 256 * 2 ** 10;
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';

/**
 * Whether a frame is decoded in less time than it takes to ask another thread: less than a million samples that lie there
 * as they are or as baseline JPEG. Everything else, and everything hostile that takes long, is for the pool.
 */
export function isQuick({ description }: OpenImage, fileBytes: number): boolean {
  const { pixels, gate, transferSyntaxUid } = description;
  if (pixels.rows * pixels.columns * pixels.samplesPerPixel > QUICK_PIXELS) return false;
  if (gate.container === 'jpeg' || transferSyntaxUid === JPEG_BASELINE) return fileBytes <= QUICK_JPEG_BYTES;
  return transferSyntaxUid !== null && transferSyntaxOf(transferSyntaxUid).codec === 'native';
}
