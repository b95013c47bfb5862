/** What the bare page needs of a file: one slice, explicit little endian, 16 bits a pixel. */
export interface SliceFile {
  readonly rows: number;
  readonly columns: number;
  readonly values: Int16Array;
  readonly window: readonly [center: number, width: number] | null;
  readonly position: readonly number[];
  readonly orientation: readonly number[];
  /** Between rows and between columns. */
  readonly spacing: readonly number[];
  readonly modality: string;
}

const LONG_FORM = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const PIXEL_DATA = 0x7fe00010;

/** Reads a slice in one walk over its elements, its values rescaled; a sequence of undefined length is searched for its end. */
export function sliceFile(bytes: Uint8Array): SliceFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts = new Map<number, string>();
  const shorts = new Map<number, number>();
  for (let at = 132; at + 8 <= bytes.length;) {
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!);
    const long = LONG_FORM.has(vr);
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const from = at + (long ? 12 : 8);
    if (tag === PIXEL_DATA) return slice(bytes, from, texts, shorts);
    if (length === 0xffffffff) {
      at = endOfSequence(view, from);
      continue;
    }
    if (vr === 'US') shorts.set(tag, view.getUint16(from, true));
    else if (!long && length < 256) texts.set(tag, String.fromCharCode(...bytes.subarray(from, from + length)));
    at = from + length;
  }
  throw new Error('a file without pixels');
}

function slice(
  bytes: Uint8Array,
  from: number,
  texts: ReadonlyMap<number, string>,
  shorts: ReadonlyMap<number, number>,
): SliceFile {
  const numbers = (tag: number) => (texts.get(tag) ?? '').split('\\').map(Number.parseFloat);
  const [rows, columns] = [shorts.get(0x00280010)!, shorts.get(0x00280011)!];
  const stored = new Int16Array(bytes.slice(from, from + rows * columns * 2).buffer);
  const [slope, intercept] = [numbers(0x00281053)[0]! || 1, numbers(0x00281052)[0]! || 0];
  const values = slope === 1 && intercept === 0 ? stored : stored.map((value) => value * slope + intercept);
  const [center, width] = [numbers(0x00281050)[0]!, numbers(0x00281051)[0]!];
  return {
    rows,
    columns,
    values,
    window: Number.isFinite(center) && Number.isFinite(width) ? [center, width] : null,
    position: numbers(0x00200032),
    orientation: numbers(0x00200037),
    spacing: numbers(0x00280030),
    modality: (texts.get(0x00080060) ?? '').trim(),
  };
}

function endOfSequence(view: DataView, from: number): number {
  for (let at = from; at + 8 <= view.byteLength; at += 2) {
    if (view.getUint32(at, true) === 0xe0ddfffe) return at + 8;
  }
  throw new Error('a sequence without an end');
}
