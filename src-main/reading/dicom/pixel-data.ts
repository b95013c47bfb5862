import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import { locateFragments } from './fragments.ts';
import type { Header, PixelDataElement } from './header.ts';
import { isWordSwapped, type WordOrder } from './native-pixels.ts';
import { isSubsampled, type PixelLayout } from './pixel-layout.ts';

/** Where one frame's bytes lie: one piece natively, one or more fragments when encapsulated. */
export type FramePieces = readonly { readonly offset: number; readonly length: number }[];

/** Where every frame lies, without having read any. */
export interface FrameTable {
  readonly frames: readonly FramePieces[];
  /** Native chroma is there for every pixel, whatever the photometric interpretation says. */
  readonly fullChroma: boolean;
  /** Bits from one native frame to the next; 0: encapsulated. */
  readonly bitsPerFrame: number;
  readonly warnings: readonly Coded[];
}

/** The most that pixel data may stick out of what it needs without being called a lie: the byte that makes it even. */
const PADDING_BYTES = 1;

/**
 * Finds every frame of a file's pixel data, checked against the bytes that exist.
 * Throws `dicom-pixels-missing`, `dicom-truncated`, `dicom-frame-count`, `dicom-length-overrun`, `dicom-unterminated`.
 */
export async function locateFrames(
  header: Header,
  pixelData: PixelDataElement,
  layout: PixelLayout,
): Promise<FrameTable> {
  if (!pixelData.encapsulated) return locateNative(header, pixelData, layout);
  const { frames, end, repaired } = await locateFragments(header, pixelData.offset, layout.frames);
  const warnings: Coded[] = repaired ? [{ code: 'dicom-delimiter-repaired', details: {} }] : [];
  warnings.push(...(await trailing(header, end)));
  return { frames, fullChroma: false, bitsPerFrame: 0, warnings };
}

async function locateNative(header: Header, element: PixelDataElement, layout: PixelLayout): Promise<FrameTable> {
  const { size } = header.source;
  if (element.length === 0) throw new CodedError('dicom-pixels-missing');
  const pixels = layout.rows * layout.columns;
  const fullBits = pixels * layout.samples * layout.bitsAllocated;
  const halved = isSubsampled(layout) ? pixels * 2 * layout.bitsAllocated : fullBits;
  const fullChroma = halved < fullBits && element.length >= Math.ceil((fullBits * layout.frames) / 8);
  const bits = fullChroma ? fullBits : halved;
  const needed = Math.ceil((bits * layout.frames) / 8);
  const left = size - element.offset;
  if (element.length > left && element.length > needed + PADDING_BYTES) throw new CodedError('dicom-length-overrun');
  if (element.length < needed && layout.frames > 1) {
    throw new CodedError('dicom-frame-count', { frames: layout.frames });
  }
  if (element.length < needed || needed > left) throw new CodedError('dicom-truncated');
  // Bytes that are swapped two by two are read two by two, though a frame begin or end between them.
  const whole = isWordSwapped(layout, wordOrder(header, element)) ? 16 : 8;
  const frames = Array.from({ length: layout.frames }, (_, frame) => {
    const from = Math.floor((bits * frame) / whole) * (whole / 8);
    const to = Math.min(element.length, left, Math.ceil((bits * (frame + 1)) / whole) * (whole / 8));
    return [{ offset: element.offset + from, length: to - from }];
  });
  const warnings = await trailing(header, element.offset + element.length);
  const more = Math.min(element.length, left) - needed;
  const hidden = Math.floor((more * 8) / bits);
  if (hidden > 0) warnings.push({ code: 'dicom-frames-hidden', details: { frames: hidden } });
  else if (more > PADDING_BYTES) warnings.push({ code: 'dicom-trailing-bytes', details: { bytes: more } });
  return { frames, fullChroma, bitsPerFrame: bits, warnings };
}

/** How a file's words and bytes of native pixels lie. */
export function wordOrder({ syntax }: Header, { vr }: PixelDataElement): WordOrder {
  return { bigEndian: syntax.bigEndianPixels, words: vr === 'OW' };
}

/** Whether what stands behind the pixel data is elements (padding, signatures, private ones) or bytes that mean nothing. */
async function trailing({ source, syntax }: Header, end: number): Promise<Coded[]> {
  const bytes = source.size - end;
  if (bytes <= 0) return [];
  const warning: Coded = { code: 'dicom-trailing-bytes', details: { bytes } };
  if (bytes < 8) return [warning];
  const head = await source.read(end, 4);
  const view = new DataView(head.buffer, head.byteOffset, 4);
  const group = view.getUint16(0, !syntax.bigEndian);
  return group >= 0x7fe0 && group !== 0xfffe ? [] : [warning];
}

/** Reads a frame's pieces into one array. */
export async function readPieces(source: ByteSource, pieces: FramePieces): Promise<Uint8Array> {
  const [only] = pieces;
  if (only && pieces.length === 1) return source.read(only.offset, only.length);
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { offset, length } of pieces) {
    joined.set(await source.read(offset, length), at);
    at += length;
  }
  return joined;
}
