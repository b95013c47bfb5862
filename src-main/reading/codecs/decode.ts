import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { PixelCodec, PlainCodec } from '../dicom/transfer-syntax.ts';
import { checkSize, storedBytes, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { decodeJpeg12Bit } from './jpeg-12-bit.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodeHtj2k, decodeJpeg2000 } from './jpeg-2000.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';
import { decodeJpegLs } from './jpeg-ls.ts';
import { decodeRle } from './rle.ts';
import { JPEG_LS, readJpegHeader } from './jpeg-markers.ts';

/**
 * Decodes one compressed frame to stored bytes: samples interleaved, little-endian, allocated width, colour untouched (but
 * for JPEG 2000, whose transform belongs to the codec).
 * Throws `codec-corrupt`, `codec-size-mismatch`, `codec-rle-range`, `dicom-syntax-unsupported` for rare JPEG processes.
 */
export async function decodeFrame(
  codec: Exclude<PixelCodec, PlainCodec>,
  bytes: Uint8Array,
  expected: ExpectedSamples,
): Promise<Uint8Array> {
  switch (codec) {
    case 'rle':
      return decodeRle(bytes, expected);
    case 'jpeg':
    case 'jpeg-lossless':
      return storedBytes(await decodeAnyJpeg(bytes, expected), expected);
    case 'jpeg-ls':
      return storedBytes(await decodeJpegLs(bytes, expected), expected);
    case 'jpeg-2000':
      return storedBytes(await decodeJpeg2000(bytes, expected), expected);
    case 'htj2k':
      return storedBytes(await decodeHtj2k(bytes, expected), expected);
  }
}

/** Some files hold another JPEG process than their syntax says: the stream's own frame header decides. */
async function decodeAnyJpeg(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  const header = readJpegHeader(bytes);
  checkSize(header, expected);
  if (header.process === 3) return decodeJpegLossless(bytes, expected);
  if (header.precision === 12 && (header.process === 1 || header.process === 2))
    return decodeJpeg12Bit(bytes, expected);
  if (header.process === JPEG_LS) return decodeJpegLs(bytes, expected);
  if (header.process > 3) throw new CodedError('dicom-syntax-unsupported', { process: header.process });
  if (header.precision !== 8) throw new CodedError('dicom-syntax-unsupported', { precision: header.precision });
  return decodeJpeg(bytes, 'stored');
}
