import type { DataSet } from 'dicom-parser';
import { visibleText } from '../../../src-shared/imaging/file-text.ts';
import { textDecodingOf, type TextDecoding } from './character-set.ts';

/** A DICOM dataset's values by tag (`x0020000d`), decoded, trimmed and null where they are missing or empty. */
export class Attributes {
  readonly #set: DataSet;
  readonly #decode: TextDecoding;
  /** A text held control, bidirectional or markup characters, or bytes outside its character set. */
  suspicious = false;

  constructor(set: DataSet, decode?: TextDecoding) {
    this.#set = set;
    if (decode) {
      this.#decode = decode;
      return;
    }
    const characterSet = textDecodingOf(set.string('x00080005') ?? null);
    this.#decode = characterSet.decode;
    this.suspicious = !characterSet.known;
  }

  has(tag: string): boolean {
    return (this.#set.elements[tag]?.length ?? 0) > 0;
  }

  /** The element's value representation; null in implicit files, which do not state it. */
  vr(tag: string): string | null {
    return this.#set.elements[tag]?.vr ?? null;
  }

  /** The raw bytes of an element; empty where it is missing. */
  bytes(tag: string): Uint8Array {
    const element = this.#set.elements[tag];
    if (!element || element.length === 0xffffffff) return new Uint8Array();
    return this.#set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  }

  /** Free text in the file's character set as it is shown, 1024 characters at most. */
  text(tag: string): string | null {
    const raw = this.#decode(this.bytes(tag))
      .replace(/[\0 ]+$/, '')
      .trimStart();
    const { text, suspicious } = visibleText(raw.slice(0, 1024));
    if (suspicious) this.suspicious = true;
    return text.slice(0, 1024) || null;
  }

  /** A text in the default repertoire: codes, identifiers, dates. */
  code(tag: string): string | null {
    return this.#set.string(tag)?.replace(/\0/g, '').trim() || null;
  }

  codes(tag: string): string[] {
    return (
      this.code(tag)
        ?.split('\\')
        .map((value) => value.trim()) ?? []
    );
  }

  /** Numbers of a decimal or integer string, or of a binary float (FD, FL); entries that are no numbers are NaN. */
  numbers(tag: string): number[] {
    const element = this.#set.elements[tag];
    if (!element || element.length === 0) return [];
    const bytes = this.bytes(tag);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (element.vr === 'FD') return every(bytes, 8, (at) => view.getFloat64(at, this.#littleEndian(tag)));
    if (element.vr === 'FL') return every(bytes, 4, (at) => view.getFloat32(at, this.#littleEndian(tag)));
    return this.codes(tag).map((value) => (value === '' ? NaN : Number(value.replace(',', '.'))));
  }

  number(tag: string): number | null {
    return this.numbers(tag)[0] ?? null;
  }

  /** A binary integer (US, UL); the width follows the length, as implicit files do not state the VR. */
  unsigned(tag: string, index = 0): number | null {
    const length = this.#set.elements[tag]?.length ?? 0;
    const wide = this.vr(tag) === 'UL' || (this.vr(tag) === null && length === 4 && index === 0);
    return (wide ? this.#set.uint32(tag, index) : this.#set.uint16(tag, index)) ?? null;
  }

  signed(tag: string, index = 0): number | null {
    return this.#set.int16(tag, index) ?? null;
  }

  /** 16-bit words in the file's byte order. */
  words(tag: string): number[] {
    const bytes = this.bytes(tag);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const littleEndian = this.#littleEndian(tag);
    return every(bytes, 2, (at) => view.getUint16(at, littleEndian));
  }

  /** The items of a sequence; empty where it is missing. */
  items(tag: string): Attributes[] {
    const items = this.#set.elements[tag]?.items ?? [];
    return items.flatMap(({ dataSet }) => (dataSet ? [new Attributes(dataSet, this.#decode)] : []));
  }

  #littleEndian(tag: string): boolean {
    const parser = this.#set.elements[tag]?.parser ?? this.#set.byteArrayParser;
    return parser.readUint16(Uint8Array.of(1, 0), 0) === 1;
  }
}

function every(bytes: Uint8Array, size: number, read: (at: number) => number): number[] {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => read(i * size));
}
