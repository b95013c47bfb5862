import { visibleText } from '../../../src-shared/imaging/file-text.ts';
import { textDecodingOf, type TextDecoding } from './character-set.ts';
import { UNDEFINED_LENGTH, type DataSet, type Element } from './data-set.ts';
import { parseDataSet } from './parse-data-set.ts';

/** How binary numbers are written; where an implicit file does not state it, the reader of a tag does. */
export type NumberVr = 'US' | 'SS' | 'UL' | 'SL' | 'FL' | 'FD';

const CHARACTER_SET = 'x00080005';
/** Codes and numbers are short; the longest are lists of one number a frame. */
const MOST_CODE_BYTES = 2 ** 21;
/** More than any table or list of one number a frame holds. */
const MOST_NUMBERS = 2 ** 18;
const MOST_TEXT = 1024;

/** A DICOM dataset's values by tag (`x0020000d`), decoded, trimmed and null where they are missing or empty. */
export class Attributes {
  readonly #set: DataSet;
  readonly #decoding: TextDecoding;
  readonly #suspicion: { found: boolean };

  /** @param around the dataset whose sequence holds this one: its character set counts unless this one states another */
  constructor(set: DataSet, around?: Attributes) {
    this.#set = set;
    this.#suspicion = around ? around.#suspicion : { found: false };
    if (around && !this.has(CHARACTER_SET)) {
      this.#decoding = around.#decoding;
      return;
    }
    const { decoding, known } = textDecodingOf(this.code(CHARACTER_SET));
    this.#decoding = decoding;
    if (!known) this.#suspicion.found = true;
  }

  /** A text in here held control, bidirectional or markup characters, or bytes outside its character set. */
  get suspicious(): boolean {
    return this.#suspicion.found;
  }

  has(tag: string): boolean {
    return (this.#element(tag)?.length ?? 0) > 0;
  }

  /** The element's value representation; null in implicit files, which do not state it. */
  vr(tag: string): string | null {
    return this.#element(tag)?.vr ?? null;
  }

  /** The raw bytes of an element; empty where it is missing. */
  bytes(tag: string): Uint8Array {
    const element = this.#element(tag);
    if (!element || element.length === UNDEFINED_LENGTH) return NOTHING;
    return this.#set.bytes.subarray(element.offset, element.offset + element.length);
  }

  /** Bytes that lie two by two in words, the first in the lower half (PS3.5 8.1.1): in big-endian files it comes second. */
  packedBytes(tag: string): Uint8Array {
    const bytes = this.bytes(tag);
    const swapped = this.#set.bigEndian && this.vr(tag) !== 'OB';
    return swapped ? bytes.map((_, i) => bytes[i ^ 1] ?? 0) : bytes;
  }

  /** Free text in its character set as it is shown, 1024 characters at most. */
  text(tag: string): string | null {
    return this.#shown(this.#decoding(this.bytes(tag), 'text'));
  }

  /** A person's name (VR PN) as {@link text}; its groups and parts are decoded each for itself. */
  name(tag: string): string | null {
    return this.#shown(this.#decoding(this.bytes(tag), 'name'));
  }

  /** A text in the default repertoire: codes, identifiers, dates. */
  code(tag: string): string | null {
    const element = this.#element(tag);
    if (!element || element.length === 0 || element.length === UNDEFINED_LENGTH) return null;
    const text = this.#set.latin1(element.offset, Math.min(element.length, MOST_CODE_BYTES));
    return (text.includes('\0') ? text.replaceAll('\0', '') : text).trim() || null;
  }

  codes(tag: string): string[] {
    const code = this.code(tag);
    if (code === null) return [];
    return code.includes('\\') ? code.split('\\').map((value) => value.trim()) : [code];
  }

  /**
   * Numbers of a decimal or integer string, or of a binary VR; entries that are no numbers are NaN.
   * @param binary the tag's VR where the file does not state it; absent: a string
   */
  numbers(tag: string, binary?: NumberVr): number[] {
    const stated = this.vr(tag);
    const vr = stated === null || stated === 'UN' ? binary : stated;
    if (vr !== undefined && vr in BINARY) return this.#binary(tag, vr as NumberVr);
    return this.codes(tag).map((value) => (value === '' ? NaN : Number(value.replace(',', '.'))));
  }

  number(tag: string, binary?: NumberVr): number | null {
    return this.numbers(tag, binary)[0] ?? null;
  }

  /** An integer, of a text (IS) or binary (US, UL); the width follows the length, as implicit files do not state the VR. */
  unsigned(tag: string, index = 0): number | null {
    const vr = this.vr(tag);
    if (vr === 'IS' || vr === 'DS') return this.numbers(tag)[index] ?? null;
    const unstated = (vr === null || vr === 'UN') && this.#element(tag)?.length === 4 && index === 0;
    return this.#binary(tag, vr === 'UL' || vr === 'SL' || unstated ? 'UL' : 'US')[index] ?? null;
  }

  signed(tag: string, index = 0): number | null {
    return this.#binary(tag, 'SS')[index] ?? null;
  }

  /**
   * A private element's tag in the block of its group that its creator reserved (PS3.5 7.8.1); null where nobody did.
   * @param group odd, e.g. 0x0019
   * @param element its last two digits, e.g. `0c`
   */
  privateTag(group: number, creator: string, element: string): string | null {
    for (let block = 0x10; block <= 0xff; block++) {
      // most files have none of most makers
      if (!this.#set.elements.has(group * 0x10000 + block)) continue;
      const start = `x${group.toString(16).padStart(4, '0')}`;
      if (this.code(`${start}00${block.toString(16)}`) === creator) return `${start}${block.toString(16)}${element}`;
    }
    return null;
  }

  /** 16-bit words in the file's byte order. */
  words(tag: string): number[] {
    return this.#binary(tag, 'US');
  }

  /** The items of a sequence; empty where it is missing. */
  items(tag: string): Attributes[] {
    const element = this.#element(tag);
    if (!element) return [];
    const items = element.items ?? (element.vr === 'UN' ? this.#itemsOfUnknown(element) : []);
    return items.map((set) => new Attributes(set, this));
  }

  #element(tag: string): Element | undefined {
    return this.#set.elements.get(numberOf(tag));
  }

  #shown(decoded: string): string | null {
    const raw = decoded.replace(/[\0 ]+$/, '').trimStart();
    const { text, suspicious } = visibleText(raw.slice(0, MOST_TEXT));
    if (suspicious) this.#suspicion.found = true;
    return text.slice(0, MOST_TEXT) || null;
  }

  #binary(tag: string, vr: NumberVr): number[] {
    const bytes = this.bytes(tag);
    if (bytes.length === 0) return [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { size, read } = BINARY[vr];
    const little = !this.#set.bigEndian;
    const count = Math.min(MOST_NUMBERS, Math.floor(bytes.length / size));
    const numbers: number[] = [];
    for (let i = 0; i < count; i++) numbers.push(read(view, i * size, little));
    return numbers;
  }

  /** A sequence that somebody handed on as UN: items of implicit elements (PS3.5 6.2.2). */
  #itemsOfUnknown({ offset, length, tag }: Element): DataSet[] {
    const element = new Uint8Array(8 + length);
    const view = new DataView(element.buffer);
    view.setUint16(0, tag >>> 16, true);
    view.setUint16(2, tag & 0xffff, true);
    view.setUint32(4, length, true);
    element.set(this.#set.bytes.subarray(offset, offset + length), 8);
    try {
      const { set } = parseDataSet(element, 0, { explicit: false, bigEndian: false, size: element.length });
      return set.elements.get(tag)?.items ?? [];
    } catch {
      return []; // no sequence after all
    }
  }
}

const NOTHING = new Uint8Array();
/** Tags as numbers: the same hundred are asked for in file after file. */
const NUMBERS = new Map<string, number>();

function numberOf(tag: string): number {
  let number = NUMBERS.get(tag);
  if (number === undefined) NUMBERS.set(tag, (number = Number.parseInt(tag.slice(1), 16)));
  return number;
}

const BINARY: Record<NumberVr, { size: number; read: (view: DataView, at: number, little: boolean) => number }> = {
  US: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  SS: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  UL: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  SL: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  FL: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  FD: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
};
