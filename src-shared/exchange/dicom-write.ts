/** A value of a data element: text, numbers, bytes as they are, or the items of a sequence. */
export type DicomValue = string | readonly number[] | Uint8Array | readonly DicomItem[];
/** The elements of a data set or of an item, in any order: tag, value representation, value. */
export type DicomItem = readonly DicomElement[];
export type DicomElement = readonly [tag: number, vr: string, value: DicomValue];

/** Value representations whose length is written in four bytes (PS3.5 7.1.2). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT', 'SV', 'UV']);
const NUMBERS: Readonly<
  Record<string, readonly [bytes: number, set: (view: DataView, at: number, value: number) => void]>
> = {
  US: [2, (view, at, value) => view.setUint16(at, value, true)],
  SS: [2, (view, at, value) => view.setInt16(at, value, true)],
  UL: [4, (view, at, value) => view.setUint32(at, value, true)],
  SL: [4, (view, at, value) => view.setInt32(at, value, true)],
  FL: [4, (view, at, value) => view.setFloat32(at, value, true)],
  FD: [8, (view, at, value) => view.setFloat64(at, value, true)],
  // a tag: group, then element
  AT: [
    4,
    (view, at, value) => {
      view.setUint16(at, value >>> 16, true);
      view.setUint16(at + 2, value & 0xffff, true);
    },
  ],
};
const ITEM = 0xfffe_e000;
const PREAMBLE_BYTES = 128;
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Ours, made of a UUID (PS3.5 B.2); names the program, not the machine. */
const IMPLEMENTATION_UID = '2.25.184607031976326672163754639025662852889';

/**
 * A DICOM file (PS3.10) in explicit little endian: empty preamble, meta group, elements by ascending tag, sequences and items of
 * stated length. Text is UTF-8, so the data set has to say `ISO_IR 192` in (0008,0005). Nothing is checked against the dictionary.
 */
export function dicomFile(
  { sopClassUid, instanceUid }: { readonly sopClassUid: string; readonly instanceUid: string },
  elements: DicomItem,
): Uint8Array {
  const meta = encoded([
    [0x0002_0001, 'OB', Uint8Array.of(0, 1)],
    [0x0002_0002, 'UI', sopClassUid],
    [0x0002_0003, 'UI', instanceUid],
    [0x0002_0010, 'UI', EXPLICIT_LITTLE_ENDIAN],
    [0x0002_0012, 'UI', IMPLEMENTATION_UID],
    [0x0002_0013, 'SH', 'SKIAGRAPH'],
  ]);
  const mark = Uint8Array.of(0x44, 0x49, 0x43, 0x4d); // DICM
  return joined([
    new Uint8Array(PREAMBLE_BYTES),
    mark,
    ...encoded([[0x0002_0000, 'UL', [lengthOf(meta)]]]),
    ...meta,
    ...encoded([[0x0008_0016, 'UI', sopClassUid], [0x0008_0018, 'UI', instanceUid], ...elements]),
  ]);
}

function encoded(elements: DicomItem): Uint8Array[] {
  return elements
    .toSorted(([a], [b]) => a - b)
    .flatMap(([tag, vr, value]) => {
      const content = contentOf(vr, value);
      const length = lengthOf(content);
      const head = new Uint8Array(LONG.has(vr) ? 12 : 8);
      const view = new DataView(head.buffer);
      putTag(view, tag);
      head[4] = vr.charCodeAt(0);
      head[5] = vr.charCodeAt(1);
      if (LONG.has(vr)) view.setUint32(8, length, true);
      else {
        if (length > 0xffff) throw new RangeError('a value is too long for its representation');
        view.setUint16(6, length, true);
      }
      return [head, ...content];
    });
}

function contentOf(vr: string, value: DicomValue): Uint8Array[] {
  if (vr === 'SQ') {
    return (value as readonly DicomItem[]).flatMap((item) => {
      const content = encoded(item);
      const head = new Uint8Array(8);
      const view = new DataView(head.buffer);
      putTag(view, ITEM);
      view.setUint32(4, lengthOf(content), true);
      return [head, ...content];
    });
  }
  if (value instanceof Uint8Array) return [even(value, 0)];
  if (typeof value === 'string') return [even(new TextEncoder().encode(value), vr === 'UI' ? 0 : 0x20)];
  const form = NUMBERS[vr];
  if (!form) throw new RangeError(`numbers are not written as ${vr}`);
  const [bytes, set] = form;
  const out = new Uint8Array(bytes * value.length);
  const view = new DataView(out.buffer);
  (value as readonly number[]).forEach((number, i) => set(view, i * bytes, number));
  return [out];
}

function putTag(view: DataView, tag: number): void {
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
}

function even(bytes: Uint8Array, pad: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const out = new Uint8Array(bytes.length + 1).fill(pad, bytes.length);
  out.set(bytes);
  return out;
}

const lengthOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** A number as a decimal string of at most 16 characters (VR DS), as exact as that allows. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('no finite number');
  const whole = String(value);
  if (whole.length <= 16) return whole;
  for (let digits = 17; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(Math.min(digits, 17))));
    if (shorter.length <= 16) return shorter;
    const exponential = value.toExponential(digits - 1).replace('e+', 'e');
    if (exponential.length <= 16) return exponential;
  }
  return value.toExponential(8);
}
