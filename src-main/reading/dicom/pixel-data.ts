import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { Header } from './header.ts';
import type { PixelLayout } from './pixel-layout.ts';

/** Where one frame's bytes lie: one piece natively, one or more fragments when encapsulated. */
export type FramePieces = readonly { readonly offset: number; readonly length: number }[];

/** Where every frame lies, without having read any. */
export type FrameTable = readonly FramePieces[];

const ITEM = 0xfffee000;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;

/** Bytes of one native frame; 1-bit frames are counted in bits, as they do not end on a byte. */
export function nativeFrameBits(layout: PixelLayout): number {
  const perPixel =
    layout.photometric === 'YBR_FULL_422' ? 2 * layout.bitsAllocated : layout.samples * layout.bitsAllocated;
  return layout.rows * layout.columns * perPixel;
}

/**
 * Finds every frame of a file's pixel data, checked against the bytes that exist.
 * Throws `dicom-pixels-missing`, `dicom-truncated`, `dicom-frame-count`, `dicom-length-overrun`.
 */
export async function locateFrames(header: Header, layout: PixelLayout): Promise<FrameTable> {
  if (!header.pixelData) throw new CodedError('dicom-pixels-missing');
  return header.pixelData.encapsulated
    ? locateEncapsulated(header.source, header.pixelData.offset, layout)
    : locateNative(header, header.pixelData, layout);
}

function locateNative(header: Header, element: { offset: number; length: number }, layout: PixelLayout): FrameTable {
  if (element.length === 0) throw new CodedError('dicom-pixels-missing');
  const bits = nativeFrameBits(layout);
  const needed = Math.ceil((bits * layout.frames) / 8);
  const declaredShort = element.length < needed;
  if (declaredShort && layout.frames > 1) throw new CodedError('dicom-frame-count', { frames: layout.frames });
  if (declaredShort || element.offset + needed > header.source.size) throw new CodedError('dicom-truncated');
  return Array.from({ length: layout.frames }, (_, frame) => {
    const from = Math.floor((bits * frame) / 8);
    return [{ offset: element.offset + from, length: Math.ceil((bits * (frame + 1)) / 8) - from }];
  });
}

/** Walks the items (PS3.5 A.4): the first is the Basic Offset Table, the others are fragments. */
async function locateEncapsulated(source: ByteSource, start: number, layout: PixelLayout): Promise<FrameTable> {
  const items: { offset: number; length: number }[] = [];
  let at = start;
  while (at + 8 <= source.size) {
    const head = await source.read(at, 8);
    const view = new DataView(head.buffer, head.byteOffset, 8);
    const tag = view.getUint16(0, true) * 65_536 + view.getUint16(2, true);
    const length = view.getUint32(4, true);
    if (tag === SEQUENCE_END) break;
    if (tag !== ITEM || length === UNDEFINED_LENGTH) throw new CodedError('dicom-length-overrun');
    if (at + 8 + length > source.size) throw new CodedError('dicom-truncated');
    items.push({ offset: at + 8, length });
    at += 8 + length;
  }
  const [table, ...fragments] = items;
  if (!table || fragments.length === 0) throw new CodedError('dicom-pixels-missing');
  if (layout.frames === 1) return [fragments];
  if (fragments.length === layout.frames) return fragments.map((fragment) => [fragment]);
  const frames = await groupByOffsets(source, table, fragments);
  if (frames.length < layout.frames) throw new CodedError('dicom-frame-count', { frames: layout.frames });
  return frames.slice(0, layout.frames);
}

async function groupByOffsets(
  source: ByteSource,
  table: { offset: number; length: number },
  fragments: FramePieces,
): Promise<FrameTable> {
  const bytes = await source.read(table.offset, table.length - (table.length % 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Set<number>();
  for (let i = 0; i < bytes.length; i += 4) starts.add(view.getUint32(i, true));
  // Offsets count from the first byte behind the table, item headers included.
  const origin = table.offset + table.length;
  const frames: { offset: number; length: number }[][] = [];
  for (const fragment of fragments) {
    if (starts.has(fragment.offset - 8 - origin)) frames.push([fragment]);
    else frames.at(-1)?.push(fragment);
  }
  return frames;
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
