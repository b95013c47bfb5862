/** `ggggeeee` as a number. */
export type Tag = number;

export const PIXEL_DATA: Tag = 0x7fe00010;
export const FLOAT_PIXEL_DATA: Tag = 0x7fe00008;
export const DOUBLE_FLOAT_PIXEL_DATA: Tag = 0x7fe00009;
export const ITEM: Tag = 0xfffee000;
export const ITEM_END: Tag = 0xfffee00d;
export const SEQUENCE_END: Tag = 0xfffee0dd;
export const UNDEFINED_LENGTH = 0xffffffff;

/** One element: where its value lies in the bytes of its dataset. */
export interface Element {
  readonly tag: Tag;
  /** null: implicit, not stated. */
  readonly vr: string | null;
  readonly offset: number;
  /** Of the value; {@link UNDEFINED_LENGTH} for sequences and encapsulated pixels that end by a mark. */
  readonly length: number;
  /** The datasets of a sequence; null for values. */
  readonly items: DataSet[] | null;
}

/** Elements by tag, over the bytes that hold them. Where a tag comes twice the last one counts. */
export class DataSet {
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
  readonly elements = new Map<Tag, Element>();

  /** The same bytes as what the runtime turns into text at once; making one for every value would cost more than the value. */
  readonly #text: Buffer;

  /** @param within the dataset that holds this one as an item, over the same bytes */
  constructor(bytes: Uint8Array, bigEndian: boolean, within?: DataSet) {
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.#text = within ? within.#text : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Each byte of a value as the character of its number. */
  latin1(offset: number, length: number): string {
    return this.#text.toString('latin1', offset, offset + length);
  }
}
