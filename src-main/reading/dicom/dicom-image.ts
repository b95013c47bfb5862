import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import type { Frame } from '../../../src-shared/imaging/frame.ts';
import { decodeFrame } from '../codecs/decode.ts';
import { inflateFrame } from '../codecs/deflated-frame.ts';
import { streamCodec } from '../codecs/stream-codec.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenDocument, OpenImage, StoredFrame } from '../image.ts';
import { Attributes } from './attributes.ts';
import { bareStream } from './bare-stream.ts';
import { fullFrom422, rgbFromPalette, rgbFromYbr } from './colour.ts';
import { comesOutAsYbr, isLossyStream } from './compressed-stream.ts';
import { describeDicom } from './describe.ts';
import { describeDocument } from './documents.ts';
import { readHeader, type Header, type PixelDataElement } from './header.ts';
import { nativePixels } from './native-pixels.ts';
import { overlayMask } from './overlay-mask.ts';
import { isBeyondPalette } from './palette.ts';
import { locateFrames, readPieces, wordOrder, type FrameTable } from './pixel-data.ts';
import { isSubsampled, readPixelLayout, type PixelLayout } from './pixel-layout.ts';
import { sampleTypeOf, storedValues } from './stored-values.ts';
import type { PixelCodec } from './transfer-syntax.ts';

/** Indices are compared with a palette that does not cover them all in so many bytes of pixels. */
const PALETTE_CHECKED_BYTES = 64 * 2 ** 20;

/**
 * Opens a DICOM object: header read and checked, frames located, none decoded but those of a palette that is too short for
 * its pixels. Throws every code of `readHeader`, `readPixelLayout` and `locateFrames`, `dicom-pixels-missing` for pictures
 * without pixels, `dicom-syntax-unsupported` with the `uid`.
 */
export async function openDicom(source: ByteSource): Promise<OpenImage | OpenDocument> {
  const header = await readHeader(source);
  const attributes = new Attributes(header.data);
  const { pixelData, syntax } = header;
  if (!pixelData) {
    const document = describeDocument(header, attributes);
    if (!document) throw new CodedError('dicom-pixels-missing');
    return { document };
  }
  if (!syntax.codec) throw new CodedError('dicom-syntax-unsupported', { uid: syntax.uid.slice(0, 128) });
  const layout = readPixelLayout(attributes, pixelData.kind);
  const table = (await bareStream(header, pixelData, layout)) ?? (await locateFrames(header, pixelData, layout));
  const { codec, lossy } = table.bitsPerFrame === 0 ? await codecOf(header, layout, table) : NATIVE;
  const pixels = new PixelReader(header, pixelData, layout, table, { codec, lossy });
  const warnings: Coded[] = [...table.warnings];
  if (!isCodecOf(codec, syntax.codec)) warnings.push({ code: 'dicom-meta-repaired', details: {} });
  if (await pixels.exceedPalette()) warnings.push({ code: 'dicom-palette-range', details: {} });
  const description = describeDicom(header, attributes, layout, { lossy, warnings });
  const overlays = description.pixels.overlays ?? [];
  return {
    description,
    stored: (frame) => pixels.stored(frame),
    frameOf: (stored) => pixels.frameOf(stored),
    overlayMask: async (frame) => {
      if (overlays.length === 0) return null;
      const { bytes } = await pixels.stored(frame);
      return overlayMask(attributes, overlays, layout, frame, bytes);
    },
  };
}

interface Compression {
  readonly codec: PixelCodec;
  readonly lossy: boolean;
}

const NATIVE: Compression = { codec: 'native', lossy: false };

/**
 * How encapsulated frames are compressed: as the first one says itself, else as the transfer syntax does. What claims to be
 * lossless and is not is found out too. Throws `dicom-syntax-unsupported` where neither says anything.
 */
async function codecOf({ source, syntax }: Header, layout: PixelLayout, table: FrameTable): Promise<Compression> {
  const first = table.frames[0]?.find(({ length }) => length > 0);
  const head = first ? await source.read(first.offset, Math.min(first.length, 64 * 1024)) : new Uint8Array();
  // pixels that are not compressed may begin with anything
  const marked = syntax.codec === 'native-frame' ? null : streamCodec(head, layout);
  // what is deflated does not begin with a mark, but might look like the head of run lengths
  const codec = marked === 'rle' && syntax.codec === 'deflated-frame' ? syntax.codec : (marked ?? syntax.codec);
  if (codec === null || codec === 'native')
    throw new CodedError('dicom-syntax-unsupported', { uid: syntax.uid.slice(0, 128) });
  return { codec, lossy: isLossyStream(codec, head) };
}

/** Whether a transfer syntax allows a codec: those of JPEG are read as one. */
function isCodecOf(codec: PixelCodec, stated: PixelCodec | null): boolean {
  const family = (name: PixelCodec | null) => (name === 'jpeg-lossless' ? 'jpeg' : name);
  return family(codec) === family(stated);
}

/** A frame that fills fragments of its own, little-endian (PS3.5 A.4.11, A.4.13). Throws `codec-corrupt`, `codec-size-mismatch`. */
function plainPixels(raw: Uint8Array, codec: 'native-frame' | 'deflated-frame', layout: PixelLayout): Uint8Array {
  const bits = layout.rows * layout.columns * (isSubsampled(layout) ? 2 : layout.samples) * layout.bitsAllocated;
  const length = Math.ceil(bits / 8);
  const frame = codec === 'deflated-frame' ? inflateFrame(raw, length) : raw;
  if (frame.length < length) throw new CodedError('codec-size-mismatch');
  return nativePixels(frame.subarray(0, length), { firstBit: 0, bits }, layout, { bigEndian: false, words: false });
}

class PixelReader {
  readonly #header: Header;
  readonly #element: PixelDataElement;
  readonly #layout: PixelLayout;
  readonly #table: FrameTable;
  readonly #compression: Compression;

  constructor(
    header: Header,
    element: PixelDataElement,
    layout: PixelLayout,
    table: FrameTable,
    compression: Compression,
  ) {
    this.#header = header;
    this.#element = element;
    this.#layout = layout;
    this.#table = table;
    this.#compression = compression;
  }

  async stored(frame: number): Promise<StoredFrame> {
    const { frames, bitsPerFrame: bits } = this.#table;
    const pieces = frames[frame];
    if (!pieces) throw new CodedError('dicom-frame-count', { frame });
    const layout = this.#table.fullChroma ? { ...this.#layout, photometric: 'YBR_FULL' } : this.#layout;
    const { codec, lossy } = this.#compression;
    const raw = await readPieces(this.#header.source, pieces);
    const bytes =
      codec === 'native'
        ? nativePixels(raw, { firstBit: frame * bits, bits }, layout, wordOrder(this.#header, this.#element))
        : codec === 'native-frame' || codec === 'deflated-frame'
          ? plainPixels(raw, codec, layout)
          : await decodeFrame(codec, raw, layout);
    const ybr = layout.samples === 3 && comesOutAsYbr(codec, layout.photometric, raw);
    return { bytes, values: storedValues(bytes, layout, lossy), ybr };
  }

  frameOf({ values, ybr }: StoredFrame): Frame {
    const { rows, columns, palette, samples, bitsStored, photometric } = this.#layout;
    if (palette) {
      return { rows, columns, samplesPerPixel: 3, sampleType: 'uint8', values: rgbFromPalette(values, palette) };
    }
    const sampleType = sampleTypeOf(this.#layout);
    if (!ybr) return { rows, columns, samplesPerPixel: samples, sampleType, values };
    const pixels = rows * columns;
    const full = values.length < pixels * 3 ? fullFrom422(values, pixels) : values;
    const range = photometric === 'YBR_PARTIAL_422' ? 'partial' : 'full';
    return { rows, columns, samplesPerPixel: 3, sampleType, values: rgbFromYbr(full, bitsStored, range) };
  }

  /** Whether pixels index what their palette does not hold. Damage is for decoding to tell. */
  async exceedPalette(): Promise<boolean> {
    const { palette, bitsStored, signed, rows, columns, bitsAllocated } = this.#layout;
    if (!palette) return false;
    const [lowest, highest] = signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
    if (!isBeyondPalette(lowest, palette) && !isBeyondPalette(highest, palette)) return false;
    const most = Math.max(1, Math.floor((PALETTE_CHECKED_BYTES * 8) / (rows * columns * bitsAllocated)));
    try {
      for (let frame = 0; frame < Math.min(most, this.#table.frames.length); frame++) {
        const { values } = await this.stored(frame);
        if (values.some((value: number) => isBeyondPalette(value, palette))) return true;
      }
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
    return false;
  }
}
