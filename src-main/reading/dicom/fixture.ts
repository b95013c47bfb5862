/** A value to be written, by its representation; a sequence holds datasets. */
export type FixtureElement =
  | { readonly vr: 'US' | 'SS' | 'UL' | 'FL' | 'FD'; readonly value: readonly number[] }
  | { readonly vr: 'OB' | 'OW' | 'UN'; readonly value: Uint8Array }
  | { readonly vr: 'SQ'; readonly value: readonly FixtureDataSet[] }
  | { readonly vr: string; readonly value: string | Uint8Array };

/** Elements by tag, eight hexadecimal digits (`00280010`). Written in ascending order. */
export type FixtureDataSet = Readonly<Record<string, FixtureElement>>;

/** How elements are written; explicit little endian where nothing is said. */
export interface FixtureEncoding {
  readonly implicit?: boolean;
  readonly bigEndian?: boolean;
  /** Sequences and items end by marks. */
  readonly undefinedLengths?: boolean;
}

export interface FixtureOptions extends FixtureEncoding {
  readonly transferSyntax?: string;
  /** The 128 bytes before `DICM`; shorter ones are filled with zeros. */
  readonly preamble?: Uint8Array;
  /** Leaves out (0002,0000). */
  readonly withoutMetaLength?: boolean;
}

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const LONG_FORM = new Set(['OB', 'OW', 'SQ', 'UN', 'UT', 'OF', 'OD', 'OL', 'UC', 'UR']);

/** Writes a small DICOM file for tests, whatever its elements claim; the encoding goes by the options alone. */
export function dicomFile(dataSet: FixtureDataSet, options: FixtureOptions = {}): Uint8Array {
  const preamble = new Uint8Array(128);
  preamble.set(options.preamble ?? []);
  const group = writeDataSet({
    '00020010': { vr: 'UI', value: options.transferSyntax ?? EXPLICIT_LITTLE_ENDIAN },
  });
  const length = writeDataSet({ '00020000': { vr: 'UL', value: [group.length] } });
  const body = writeDataSet(dataSet, options);
  return joined([preamble, ascii('DICM'), options.withoutMetaLength ? new Uint8Array() : length, group, body]);
}

/** The pixel description and data of one native greyscale or RGB image. */
export function pixelElements(
  rows: number,
  columns: number,
  pixels: Uint8Array | Uint16Array | Int16Array,
): FixtureDataSet {
  const bits = pixels.BYTES_PER_ELEMENT * 8;
  const samples = pixels.length === rows * columns * 3 ? 3 : 1;
  return {
    '00280002': { vr: 'US', value: [samples] },
    '00280004': { vr: 'CS', value: samples === 3 ? 'RGB' : 'MONOCHROME2' },
    '00280006': { vr: 'US', value: [0] },
    '00280010': { vr: 'US', value: [rows] },
    '00280011': { vr: 'US', value: [columns] },
    '00280100': { vr: 'US', value: [bits] },
    '00280101': { vr: 'US', value: [bits] },
    '00280102': { vr: 'US', value: [bits - 1] },
    '00280103': { vr: 'US', value: [pixels instanceof Int16Array ? 1 : 0] },
    '7FE00010': {
      vr: bits === 8 ? 'OB' : 'OW',
      value: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    },
  };
}

/** A whole film: {@link pixelElements} with an identity around them, to be overridden by `more`. */
export function filmElements(
  rows: number,
  columns: number,
  pixels: Uint8Array | Uint16Array | Int16Array,
  more: FixtureDataSet = {},
): FixtureDataSet {
  return {
    '00080005': { vr: 'CS', value: 'ISO_IR 192' },
    '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.1.1' },
    '00080018': { vr: 'UI', value: '1.2.826.0.1.3680043.8.498.1.1.1' },
    '00080020': { vr: 'DA', value: '20260102' },
    '00080060': { vr: 'CS', value: 'DX' },
    '00100010': { vr: 'PN', value: 'Doe^Jane' },
    '00100020': { vr: 'LO', value: 'PID-1' },
    '00100030': { vr: 'DA', value: '20230301' },
    '00100040': { vr: 'CS', value: 'F' },
    '00180015': { vr: 'CS', value: 'CHEST' },
    '00185101': { vr: 'CS', value: 'PA' },
    '0020000D': { vr: 'UI', value: '1.2.826.0.1.3680043.8.498.1' },
    '0020000E': { vr: 'UI', value: '1.2.826.0.1.3680043.8.498.1.1' },
    '00200013': { vr: 'IS', value: '1' },
    ...pixelElements(rows, columns, pixels),
    ...more,
  };
}

/** Pixel data in fragments, one a frame, behind an empty offset table. */
export function encapsulated(frames: readonly Uint8Array[]): FixtureElement {
  const items = [new Uint8Array(), ...frames].map((frame) => {
    const even = new Uint8Array(frame.length + (frame.length % 2));
    even.set(frame);
    return joined([Uint8Array.of(0xfe, 0xff, 0x00, 0xe0), uint32(even.length), even]);
  });
  return { vr: ENCAPSULATED, value: joined([...items, Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0)]) };
}

/** Stands for OB of undefined length. */
const ENCAPSULATED = 'OB*';

/** Writes a dataset without preamble and meta group. */
export function writeDataSet(dataSet: FixtureDataSet, encoding: FixtureEncoding = {}): Uint8Array {
  const tags = Object.keys(dataSet).sort();
  return joined(tags.map((tag) => writeElement(tag, dataSet[tag] as FixtureElement, encoding)));
}

function writeElement(tag: string, element: FixtureElement, encoding: FixtureEncoding): Uint8Array {
  const { implicit = false, bigEndian = false, undefinedLengths = false } = encoding;
  const head = tagBytes(tag, bigEndian);
  const value = valueBytes(element, encoding);
  const endless = element.vr === ENCAPSULATED || (element.vr === 'SQ' && undefinedLengths);
  const end =
    element.vr === 'SQ' && undefinedLengths ? joined([tagBytes('FFFEE0DD', bigEndian), uint32(0)]) : new Uint8Array();
  const vr = element.vr === ENCAPSULATED ? 'OB' : element.vr;
  const length = endless ? 0xffffffff : value.length;
  if (implicit) return joined([head, uint32(length, bigEndian), value, end]);
  const short = !LONG_FORM.has(vr) && !endless;
  const size = short ? uint16(length, bigEndian) : joined([uint16(0), uint32(length, bigEndian)]);
  return joined([head, ascii(vr), size, value, end]);
}

function valueBytes(element: FixtureElement, encoding: FixtureEncoding): Uint8Array {
  const { vr, value } = element;
  const { bigEndian = false, undefinedLengths = false } = encoding;
  if (value instanceof Uint8Array) return padded(value, 0);
  if (typeof value === 'string') return padded(new TextEncoder().encode(value), vr === 'UI' ? 0 : 0x20);
  if (vr === 'SQ') {
    const items = (value as readonly FixtureDataSet[]).map((item) => {
      const body = writeDataSet(item, encoding);
      const length = uint32(undefinedLengths ? 0xffffffff : body.length, bigEndian);
      const end = undefinedLengths ? joined([tagBytes('FFFEE00D', bigEndian), uint32(0)]) : new Uint8Array();
      return joined([tagBytes('FFFEE000', bigEndian), length, body, end]);
    });
    return joined(items);
  }
  return joined((value as readonly number[]).map((each) => numberBytes(vr, each, bigEndian)));
}

function numberBytes(vr: string, value: number, bigEndian: boolean): Uint8Array {
  if (vr === 'UL') return uint32(value, bigEndian);
  if (vr !== 'FL' && vr !== 'FD') return uint16(value, bigEndian);
  const bytes = new Uint8Array(vr === 'FL' ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (vr === 'FL') view.setFloat32(0, value, !bigEndian);
  else view.setFloat64(0, value, !bigEndian);
  return bytes;
}

function tagBytes(tag: string, bigEndian: boolean): Uint8Array {
  const half = (from: number) => uint16(Number.parseInt(tag.slice(from, from + 4), 16), bigEndian);
  return joined([half(0), half(4)]);
}

function padded(bytes: Uint8Array, filler: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(filler)]);
}

function uint16(value: number, bigEndian = false): Uint8Array {
  const bytes = Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
  return bigEndian ? bytes.reverse() : bytes;
}

function uint32(value: number, bigEndian = false): Uint8Array {
  const bytes = joined([uint16(value), uint16(value >>> 16)]);
  return bigEndian ? bytes.reverse() : bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
