import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ByteSource } from './containers/byte-source.ts';
import { openDicom } from './dicom/dicom-image.ts';
import { hasPreamble, looksLikeDicom } from './dicom/header.ts';
import { looksLikeJpeg } from './codecs/jpeg-markers.ts';
import type { OpenImage } from './image.ts';
import { openJpeg } from './pictures/jpeg.ts';
import { openPng } from './pictures/png.ts';
import { looksLikePng } from './pictures/png-chunks.ts';

const SNIFFED_BYTES = 1024;

/**
 * Opens an image by what it holds, never by its name. Throws `not-an-image` and every code of the formats.
 */
export async function openImage(source: ByteSource): Promise<OpenImage> {
  const head = await source.read(0, Math.min(SNIFFED_BYTES, source.size));
  // First, because a preamble may imitate another format's beginning.
  if (hasPreamble(head)) return openDicom(source);
  if (looksLikePng(head)) return openPng(source);
  if (looksLikeJpeg(head)) return openJpeg(source);
  if (looksLikeDicom(head)) return openDicom(source);
  throw new CodedError('not-an-image');
}
