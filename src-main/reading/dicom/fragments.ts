import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import { Attributes } from './attributes.ts';
import { ITEM, SEQUENCE_END, UNDEFINED_LENGTH } from './data-set.ts';
import type { Header } from './header.ts';
import type { FramePieces } from './pixel-data.ts';

type Fragment = FramePieces[number];

const MAX_FRAGMENTS = 1_000_000;
const EXTENDED_OFFSET_TABLE = 'x7fe00001';

/**
 * Walks the items of encapsulated pixel data (PS3.5 A.4) and gathers the fragments of each frame: one each where the
 * numbers agree, else by the offset table, basic or extended, else by where compressed streams begin.
 *
 * @param start the first item, which is the Basic Offset Table
 * @returns `end`: the byte behind; `repaired`: the end mark claimed a length.
 * Throws `dicom-length-overrun`, `dicom-truncated`, `dicom-unterminated`, `dicom-pixels-missing`, `dicom-frame-count`.
 */
export async function locateFragments(
  header: Header,
  start: number,
  frames: number,
): Promise<{ frames: readonly FramePieces[]; end: number; repaired: boolean }> {
  const { source } = header;
  const items: Fragment[] = [];
  let at = start;
  let repaired = false;
  for (;;) {
    if (at + 8 > source.size) throw new CodedError(at === source.size ? 'dicom-unterminated' : 'dicom-truncated');
    const head = await source.read(at, 8);
    const view = new DataView(head.buffer, head.byteOffset, 8);
    const tag = view.getUint16(0, true) * 65_536 + view.getUint16(2, true);
    const length = view.getUint32(4, true);
    at += 8;
    if (tag === SEQUENCE_END) {
      repaired = length !== 0;
      break;
    }
    if (tag !== ITEM) throw new CodedError('dicom-unterminated');
    if (length === UNDEFINED_LENGTH) throw new CodedError('dicom-length-overrun');
    if (at + length > source.size) throw new CodedError('dicom-truncated');
    if (items.push({ offset: at, length }) > MAX_FRAGMENTS) throw new CodedError('dicom-frame-count', { frames });
    at += length;
  }
  const [table, ...fragments] = items;
  if (!table || fragments.length === 0) throw new CodedError('dicom-pixels-missing');
  return { frames: await gathered(header, table, fragments, frames), end: at, repaired };
}

async function gathered(
  header: Header,
  table: Fragment,
  fragments: Fragment[],
  frames: number,
): Promise<readonly FramePieces[]> {
  if (frames === 1) return [fragments];
  if (fragments.length === frames) return fragments.map((fragment) => [fragment]);
  if (fragments.length < frames) throw new CodedError('dicom-frame-count', { frames });
  // Offsets count from the first byte behind the table, item headers included.
  const origin = table.offset + table.length;
  const offsets = await offsetsOf(header, table);
  const byTable = grouped(fragments, (fragment) => offsets.has(fragment.offset - 8 - origin));
  if (byTable.length >= frames) return byTable.slice(0, frames);
  const starts = new Set<Fragment>();
  for (const fragment of fragments) if (await beginsStream(header.source, fragment)) starts.add(fragment);
  const byStream = grouped(fragments, (fragment) => starts.has(fragment));
  if (byStream.length !== frames) throw new CodedError('dicom-frame-count', { frames });
  return byStream;
}

function grouped(fragments: readonly Fragment[], begins: (fragment: Fragment) => boolean): Fragment[][] {
  const frames: Fragment[][] = [];
  for (const fragment of fragments) {
    if (begins(fragment)) frames.push([fragment]);
    else frames.at(-1)?.push(fragment);
  }
  return frames;
}

async function offsetsOf(header: Header, table: Fragment): Promise<Set<number>> {
  const bytes = await header.source.read(table.offset, table.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Set<number>();
  for (let i = 0; i + 4 <= bytes.length; i += 4) offsets.add(view.getUint32(i, true));
  const extended = new Attributes(header.data).bytes(EXTENDED_OFFSET_TABLE);
  const wide = new DataView(extended.buffer, extended.byteOffset, extended.byteLength);
  for (let i = 0; i + 8 <= extended.length; i += 8) offsets.add(Number(wide.getBigUint64(i, true)));
  return offsets;
}

/** JPEG and JPEG-LS begin with FFD8, JPEG 2000 with FF4F FF51 or, in a file of its own, with a signature box. */
async function beginsStream(source: ByteSource, { offset, length }: Fragment): Promise<boolean> {
  if (length < 8) return false;
  const [a, b, c, d, e, f] = await source.read(offset, 8);
  if (a !== 0xff) return a === 0 && b === 0 && c === 0 && d === 12 && e === 0x6a && f === 0x50;
  return (b === 0xd8 && c === 0xff) || (b === 0x4f && c === 0xff && d === 0x51);
}
