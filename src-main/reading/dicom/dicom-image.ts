import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { Frame } from '../../../src-shared/imaging/frame.ts';
import { decodeFrame } from '../codecs/decode.ts';
import { looksLikeJpeg, readJpegHeader, type JpegHeader } from '../codecs/jpeg-markers.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage, StoredFrame } from '../image.ts';
import { Attributes } from './attributes.ts';
import { fullFrom422, rgbFromPalette, rgbFromYbr } from './colour.ts';
import { describeDicom } from './describe.ts';
import { readHeader, type Header } from './header.ts';
import { nativePixels } from './native-pixels.ts';
import { locateFrames, readPieces, type FrameTable } from './pixel-data.ts';
import { readPixelLayout, type PixelLayout } from './pixel-layout.ts';
import { sampleTypeOf, storedValues } from './stored-values.ts';

/**
 * Opens a DICOM instance: header read and checked, frames located, none decoded. Throws every code of `readHeader`,
 * `readPixelLayout` and `locateFrames`, `dicom-pixels-missing` for objects without a picture, `dicom-pixels-unsupported`
 * for floating-point pixels, `dicom-syntax-unsupported` with the `uid`.
 */
export async function openDicom(source: ByteSource): Promise<OpenImage> {
  const header = await readHeader(source);
  const attributes = new Attributes(header.data);
  if (attributes.has('x7fe00008') || attributes.has('x7fe00009')) throw new CodedError('dicom-pixels-unsupported');
  if (!header.pixelData) throw new CodedError('dicom-pixels-missing');
  if (!header.syntax.codec) throw unsupported(header);
  const layout = readPixelLayout(attributes);
  const table = await locateFrames(header, layout);
  const stream = await firstJpegHeader(header, table);
  if (stream && isDct(stream) && stream.precision !== 8) throw unsupported(header);
  return new DicomImage(header, attributes, layout, table, stream !== null && isDct(stream));
}

function unsupported(header: Header): CodedError {
  return new CodedError('dicom-syntax-unsupported', { uid: header.syntax.uid.slice(0, 128) });
}

/**
 * Looks into the first frame of a file in a JPEG syntax, so that what can't be decoded is told when the file is opened, and
 * what claims to be lossless and is not is marked. null: another syntax, or damage, which decoding tells.
 */
async function firstJpegHeader(header: Header, table: FrameTable): Promise<JpegHeader | null> {
  const first = table[0]?.[0];
  const { codec } = header.syntax;
  if (!first || (codec !== 'jpeg' && codec !== 'jpeg-lossless')) return null;
  const head = await header.source.read(first.offset, Math.min(first.length, 64 * 1024));
  try {
    return looksLikeJpeg(head) ? readJpegHeader(head) : null;
  } catch {
    return null;
  }
}

/** Of a process that loses: baseline, extended or progressive, whatever the transfer syntax says. */
function isDct({ process }: JpegHeader): boolean {
  return process <= 2;
}

class DicomImage implements OpenImage {
  readonly description: OpenImage['description'];
  readonly #header: Header;
  readonly #layout: PixelLayout;
  readonly #table: FrameTable;
  readonly #words: boolean;

  constructor(header: Header, attributes: Attributes, layout: PixelLayout, table: FrameTable, lossyStream: boolean) {
    this.description = describeDicom(header, attributes, layout, lossyStream);
    this.#header = header;
    this.#layout = layout;
    this.#table = table;
    this.#words = attributes.vr('x7fe00010') === 'OW';
  }

  async stored(frame: number): Promise<StoredFrame> {
    const pieces = this.#table[frame];
    if (!pieces) throw new CodedError('dicom-frame-count', { frame });
    const layout = this.#layout;
    const { codec, bigEndian } = this.#header.syntax;
    const raw = await readPieces(this.#header.source, pieces);
    const native = codec === null || codec === 'native' || !this.#header.pixelData?.encapsulated;
    const bytes = native
      ? nativePixels(raw, frame, layout, { bigEndian, words: this.#words })
      : await decodeFrame(codec, raw, layout);
    return { bytes, values: storedValues(bytes, layout), ybr: this.#isYbr(raw) };
  }

  frameOf({ values, ybr }: StoredFrame): Frame {
    const { rows, columns, palette, samples, bitsStored } = this.#layout;
    if (palette) {
      return { rows, columns, samplesPerPixel: 3, sampleType: 'uint8', values: rgbFromPalette(values, palette) };
    }
    const sampleType = sampleTypeOf(this.#layout);
    if (!ybr) return { rows, columns, samplesPerPixel: samples, sampleType, values };
    const pixels = rows * columns;
    const full = values.length < pixels * 3 ? fullFrom422(values, pixels) : values;
    return { rows, columns, samplesPerPixel: 3, sampleType, values: rgbFromYbr(full, bitsStored) };
  }

  /**
   * Whether a frame's three samples are luma and chroma. JPEG 2000 undoes its own transform. Many writers say RGB over a
   * JPEG stream that is YCbCr: Adobe's transform, JFIF and subsampled chroma tell.
   */
  #isYbr(stream: Uint8Array): boolean {
    const { samples, photometric } = this.#layout;
    const { codec } = this.#header.syntax;
    if (samples !== 3) return false;
    if (codec === 'jpeg-2000' || codec === 'htj2k') return photometric === 'YBR_FULL';
    if (photometric !== 'RGB') return true;
    if ((codec !== 'jpeg' && codec !== 'jpeg-lossless') || !looksLikeJpeg(stream)) return false;
    const header = readJpegHeader(stream);
    if (!isDct(header)) return false;
    return header.adobeTransform === null ? header.jfif || header.subsampled : header.adobeTransform === 1;
  }
}
