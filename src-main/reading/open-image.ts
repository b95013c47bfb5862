import { CodedError } from '../../src-shared/contract/coded.ts';
import { looksLikeNifti } from '../../src-shared/imaging/nifti-header.ts';
import { looksLikeJpeg } from './codecs/jpeg-markers.ts';
import type { ByteSource } from './containers/byte-source.ts';
import { openDicom } from './dicom/dicom-image.ts';
import { hasPreamble, looksLikeDicom } from './dicom/header.ts';
import type { OpenDocument, OpenImage } from './image.ts';
import { gunzippedHead, isGzipBomb, looksLikeGzip } from './nifti/gunzipped.ts';
import { openGzippedNifti, openNifti } from './nifti/nifti-image.ts';
import { otherFormat } from './other-formats.ts';
import { openJpeg } from './pictures/jpeg.ts';
import { openPng } from './pictures/png.ts';
import { looksLikePng } from './pictures/png-chunks.ts';

const SNIFFED_BYTES = 1024;

/** {@link openContent} of what has pixels. Throws `dicom-pixels-missing` for a DICOM object without them, as it does. */
export async function openImage(source: ByteSource): Promise<OpenImage> {
  const content = await openContent(source);
  if ('document' in content) throw new CodedError('dicom-pixels-missing');
  return content;
}

/**
 * Opens an image, or a DICOM object without pixels, by what it holds, never by its name. Throws `not-an-image`,
 * `format-unsupported` with the `format` where it is an image of a known kind that is not read, and every code of the
 * formats.
 */
export async function openContent(source: ByteSource): Promise<OpenImage | OpenDocument> {
  const head = await source.read(0, Math.min(SNIFFED_BYTES, source.size));
  // First, because a preamble may imitate another format's beginning.
  if (hasPreamble(head)) return openDicom(source);
  if (looksLikePng(head)) return openPng(source);
  if (looksLikeJpeg(head)) return openJpeg(source);
  if (looksLikeNifti(head)) return openNifti(source);
  if (looksLikeGzip(head)) return openGzipped(source);
  if (looksLikeDicom(head)) return openDicom(source);
  throw noImage(head);
}

/** Volumes are often compressed as a whole; what else lies in a gzip file is only named, a bomb too (`gzip-bomb`). */
async function openGzipped(source: ByteSource): Promise<OpenImage> {
  const inside = await gunzippedHead(source, SNIFFED_BYTES);
  if (looksLikeNifti(inside)) return openGzippedNifti(source);
  const refusal = noImage(inside);
  throw refusal.code === 'not-an-image' && (await isGzipBomb(source)) ? new CodedError('gzip-bomb') : refusal;
}

function noImage(head: Uint8Array): CodedError {
  const format = otherFormat(head);
  return format === null ? new CodedError('not-an-image') : new CodedError('format-unsupported', { format });
}
