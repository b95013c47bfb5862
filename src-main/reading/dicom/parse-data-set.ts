import { CodedError, type Code } from '../../../src-shared/contract/coded.ts';
import {
  DataSet,
  DOUBLE_FLOAT_PIXEL_DATA,
  FLOAT_PIXEL_DATA,
  ITEM,
  ITEM_END,
  PIXEL_DATA,
  SEQUENCE_END,
  UNDEFINED_LENGTH,
  type Element,
  type Tag,
} from './data-set.ts';

/** The largest element other than pixel data that is believed. */
export const MAX_ELEMENT_BYTES = 64 * 2 ** 20;
const MAX_DEPTH = 64;
const MAX_ITEMS = 1_000_000;

/** VRs whose length has 32 bits behind two reserved bytes (PS3.5 7.1.2). */
const LONG_FORM = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const SHORT_FORM = new Set(
  ['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FL', 'FD', 'IS', 'LO', 'LT'].concat([
    'PN',
    'SH',
    'SL',
    'SS',
    'ST',
    'TM',
    'UI',
    'UL',
    'US',
  ]),
);

interface Representation {
  readonly name: string;
  readonly form: 'long' | 'short' | 'unknown';
}

const [A, Z] = [0x41, 0x5a];
const LETTERS = Z - A + 1;
/** All that two capitals can say: a lookup for every element of every file, instead of making a text of two bytes. */
const REPRESENTATIONS = Array.from({ length: LETTERS ** 2 }, (_, i): Representation => {
  const name = String.fromCharCode(A + Math.floor(i / LETTERS), A + (i % LETTERS));
  return { name, form: LONG_FORM.has(name) ? 'long' : SHORT_FORM.has(name) ? 'short' : 'unknown' };
});

/** The value representation that two bytes name; null: they are no two capitals. */
function representationOf(first: number, second: number): Representation | null {
  if (!(first >= A && first <= Z && second >= A && second <= Z)) return null;
  return REPRESENTATIONS[(first - A) * LETTERS + second - A] as Representation;
}

/** The bytes at hand end before the header does: `bytes` from the start are needed to go on. */
export class NeedsMore extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super('more bytes needed');
    this.bytes = bytes;
  }
}

export interface ParseOptions {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  /** How many bytes there are in all, of which `bytes` may be the beginning. */
  readonly size: number;
  /** Ends the dataset in front of such a tag, e.g. at the end of the meta group. */
  readonly until?: (tag: Tag) => boolean;
}

export interface ParsedDataSet {
  readonly set: DataSet;
  /** Byte behind the last element; where pixel data begins, behind its head. */
  readonly end: number;
  /** An end mark claimed a length, or stood where nothing had to end. */
  readonly repaired: boolean;
  /** Bytes behind the last element that are no element. */
  readonly trailing: number;
}

/** A dataset or a sequence in hand. `end`: the byte behind it, null where a mark ends it. */
interface Open {
  readonly set: DataSet;
  /** The sequence in hand whose items are read; null while a dataset's elements are. */
  readonly sequence: { readonly tag: Tag; readonly items: DataSet[]; readonly fragments: boolean } | null;
  readonly end: number | null;
  /** The nearest byte that nothing in here may cross. */
  readonly bound: number;
  readonly explicit: boolean;
  readonly depth: number;
  /** It only looked like a sequence: if it is none, the element stays a value. */
  readonly guessed: Element | null;
}

/**
 * Parses a dataset (PS3.5 7) up to its pixel data, without recursion: nesting costs a list entry, not a stack frame, and
 * every length is compared with the bytes that are left before it is used.
 *
 * - Sequences of implicit files are known by their first item, as no dictionary is kept.
 * - UN of undefined length is a sequence of implicit items (PS3.5 6.2.2).
 * - An element of an explicit file without a VR is read as implicit: writers mix the two. Where that cannot be, the VR is
 *   one that nobody knows.
 *
 * Throws {@link NeedsMore}; `dicom-truncated` (the file ends within an element), `dicom-length-overrun` (an element claims
 * more than its parent or 64 MiB), `dicom-unterminated` (a list without end), `dicom-too-deep` (more than 64 levels).
 */
export function parseDataSet(bytes: Uint8Array, start: number, options: ParseOptions): ParsedDataSet {
  return new Parser(bytes, start, options).run();
}

class Parser {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #options: ParseOptions;
  readonly #root: DataSet;
  readonly #stack: Open[];
  #at: number;
  /** The head of the element in hand; kept here, as an object for each would be garbage at once. */
  #vr: string | null = null;
  #length = 0;
  #headBytes = 0;
  #items = 0;
  #repaired = false;
  #trailing = 0;
  #done = false;

  constructor(bytes: Uint8Array, start: number, options: ParseOptions) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#options = options;
    this.#at = start;
    this.#root = new DataSet(bytes, options.bigEndian);
    const { explicit, size } = options;
    this.#stack = [{ set: this.#root, sequence: null, end: size, bound: size, explicit, depth: 0, guessed: null }];
  }

  run(): ParsedDataSet {
    while (this.#stack.length > 0 && !this.#done) {
      try {
        this.#goOn();
      } catch (error) {
        this.#takeBackGuess(error);
      }
    }
    return { set: this.#root, end: this.#at, repaired: this.#repaired, trailing: this.#trailing };
  }

  #goOn(): void {
    for (let open = this.#stack.at(-1); open && !this.#done; open = this.#stack.at(-1)) {
      if (open.end !== null && this.#at >= open.end) this.#stack.pop();
      else if (open.sequence) this.#item(open, open.sequence);
      else this.#element(open);
    }
  }

  /** What is inside a value that only looked like a sequence may be anything. */
  #takeBackGuess(error: unknown): void {
    const guess = this.#stack.findLastIndex(({ guessed }) => guessed !== null);
    const open = this.#stack[guess];
    const structural = error instanceof CodedError && error.code !== 'dicom-too-deep';
    if (!open?.guessed || !structural) throw error;
    this.#stack.length = guess;
    const { guessed } = open;
    open.set.elements.set(guessed.tag, guessed);
    this.#at = guessed.offset + guessed.length;
  }

  #element(open: Open): void {
    if (open.depth === 0 && this.#onlyZerosLeft()) return this.#stop();
    this.#need(8, open);
    const tag = this.#tag();
    if (open.depth === 0 && this.#options.until?.(tag)) {
      this.#done = true;
      return;
    }
    if (tag === ITEM_END || tag === SEQUENCE_END) return this.#endMark(open, tag);
    if (tag === ITEM || tag >>> 16 === 0) {
      if (open.depth === 0) return this.#stop();
      throw new CodedError(open.end === null ? 'dicom-unterminated' : 'dicom-length-overrun');
    }
    this.#head(open);
    const [vr, length, offset] = [this.#vr, this.#length, this.#at + this.#headBytes];
    const isPixels = tag === PIXEL_DATA || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_FLOAT_PIXEL_DATA;
    if (isPixels && open.depth === 0) {
      open.set.elements.set(tag, { tag, vr, offset, length, items: null });
      this.#at = offset;
      this.#done = true;
      return;
    }
    if (length === UNDEFINED_LENGTH) return this.#endless(open, tag, vr, offset);
    this.#fits(open, offset, length, vr === 'SQ' ? Infinity : MAX_ELEMENT_BYTES);
    const element: Element = { tag, vr, offset, length, items: null };
    const guessed = vr === null && length >= 8 && this.#beginsWithItem(offset, open);
    if (vr === 'SQ' || guessed) {
      if (guessed && offset + length > this.#bytes.length) throw new NeedsMore(offset + length);
      const isPrivate = ((tag >>> 16) & 1) === 1;
      this.#openSequence(open, { ...element, items: [] }, offset + length, guessed && isPrivate ? element : null);
      return;
    }
    if (offset + length > this.#bytes.length) throw new NeedsMore(offset + length);
    open.set.elements.set(tag, element);
    this.#at = offset + length;
  }

  /** A sequence or, within an icon, compressed pixels, ended by a mark. */
  #endless(open: Open, tag: Tag, vr: string | null, offset: number): void {
    const fragments = vr === 'OB' || vr === 'OW' || (vr === null && tag === PIXEL_DATA);
    if (!fragments && vr !== 'SQ' && vr !== 'UN' && vr !== null) throw new CodedError('dicom-length-overrun');
    const element = { tag, vr, offset, length: UNDEFINED_LENGTH, items: [] };
    const explicit = vr === 'UN' ? this.#looksExplicit(offset + 8) : open.explicit;
    this.#openSequence(open, element, null, null, { fragments, explicit });
  }

  #openSequence(
    open: Open,
    element: Element & { items: DataSet[] },
    end: number | null,
    guessed: Element | null,
    { fragments = false, explicit = open.explicit } = {},
  ): void {
    open.set.elements.set(element.tag, element);
    this.#at = element.offset;
    const bound = end ?? open.bound;
    const sequence = { tag: element.tag, items: element.items, fragments };
    this.#stack.push({ set: open.set, sequence, end, bound, explicit, depth: open.depth, guessed });
  }

  #item(open: Open, sequence: NonNullable<Open['sequence']>): void {
    this.#need(8, open);
    const tag = this.#tag();
    const length = this.#uint32(this.#at + 4);
    if (tag === SEQUENCE_END) {
      if (length !== 0 || open.end !== null) this.#repaired = true;
      this.#at += 8;
      if (open.end !== null) this.#at = open.end;
      this.#stack.pop();
      return;
    }
    if (tag !== ITEM) throw new CodedError(open.end === null ? 'dicom-unterminated' : 'dicom-length-overrun');
    const offset = this.#at + 8;
    if (sequence.fragments) {
      if (length === UNDEFINED_LENGTH) throw new CodedError('dicom-length-overrun');
      this.#fits(open, offset, length, MAX_ELEMENT_BYTES);
      if (offset + length > this.#bytes.length) throw new NeedsMore(offset + length);
      this.#at = offset + length;
      return;
    }
    if (open.depth === MAX_DEPTH) throw new CodedError('dicom-too-deep');
    if (++this.#items > MAX_ITEMS) throw new CodedError('dicom-length-overrun');
    const end = length === UNDEFINED_LENGTH ? null : offset + length;
    if (end !== null) this.#fits(open, offset, length, Infinity);
    const set = new DataSet(this.#bytes, this.#options.bigEndian, this.#root);
    sequence.items.push(set);
    this.#at = offset;
    const bound = end ?? open.bound;
    this.#stack.push({
      set,
      sequence: null,
      end,
      bound,
      explicit: open.explicit,
      depth: open.depth + 1,
      guessed: null,
    });
  }

  /** The end of an item; a mark that ends nothing is stepped over. */
  #endMark(open: Open, tag: Tag): void {
    if (open.depth > 0 && open.end === null && tag === SEQUENCE_END) throw new CodedError('dicom-unterminated');
    if (this.#uint32(this.#at + 4) !== 0) this.#repaired = true;
    if (open.depth > 0 && open.end === null) this.#stack.pop();
    else this.#repaired = true;
    this.#at += 8;
  }

  /** Padding too short for an element's head. */
  #onlyZerosLeft(): boolean {
    const left = this.#options.size - this.#at;
    if (left >= 8 || this.#bytes.length < this.#options.size) return false;
    return this.#bytes.subarray(this.#at).every((byte) => byte === 0);
  }

  /** What follows is no element: the dataset ends here. */
  #stop(): void {
    this.#trailing = this.#options.size - this.#at;
    this.#done = true;
  }

  /** Reads VR and length of the element in hand, and how many bytes its head has. */
  #head(open: Open): void {
    const at = this.#at;
    const stated = open.explicit ? representationOf(this.#byte(at + 4), this.#byte(at + 5)) : null;
    if (stated === null) return this.#headWithoutVr(open);
    if (stated.form === 'long' || (stated.form === 'unknown' && this.#uint16(at + 6) === 0)) {
      this.#longHead(open, stated.name);
    } else this.#took(stated.name, this.#uint16(at + 6), 8);
  }

  /**
   * The head of an implicit element. In an explicit file a VR that is none ("??", blanks) is taken as UN, in whichever form
   * its value fits into its parent.
   */
  #headWithoutVr(open: Open): void {
    const at = this.#at;
    const length = this.#uint32(at + 4);
    const unknown = open.explicit && length !== UNDEFINED_LENGTH && at + 8 + length > open.bound;
    const printable = [this.#byte(at + 4), this.#byte(at + 5)].every((byte) => byte >= 0x20 && byte < 0x7f);
    if (!unknown || !printable) this.#took(null, length, 8);
    else if (this.#uint16(at + 6) !== 0) this.#took('UN', this.#uint16(at + 6), 8);
    else this.#longHead(open, 'UN');
  }

  #longHead(open: Open, vr: string): void {
    this.#need(12, open);
    this.#took(vr, this.#uint32(this.#at + 8), 12);
  }

  #took(vr: string | null, length: number, headBytes: number): void {
    this.#vr = vr;
    this.#length = length;
    this.#headBytes = headBytes;
  }

  /** A value must end before its parent does. What the file's own end cuts off is truncated, what lies is an overrun. */
  #fits(open: Open, offset: number, length: number, most: number): void {
    if (offset + length > open.bound) {
      const cut = open.bound === this.#options.size && length <= MAX_ELEMENT_BYTES;
      throw new CodedError(cut ? 'dicom-truncated' : 'dicom-length-overrun');
    }
    if (length > most) throw new CodedError('dicom-length-overrun');
  }

  /** The head of an element or item must lie within its parent and the bytes at hand. */
  #need(bytes: number, open: Open): void {
    const end = this.#at + bytes;
    if (end > open.bound) throw new CodedError(this.#codeAtEnd(open));
    if (end > this.#bytes.length) throw new NeedsMore(end);
  }

  #codeAtEnd(open: Open): Code {
    if (open.bound < this.#options.size) return open.end === null ? 'dicom-unterminated' : 'dicom-length-overrun';
    return open.end === null && this.#at === this.#options.size ? 'dicom-unterminated' : 'dicom-truncated';
  }

  /** Some writers fill UN with explicit items after all. */
  #looksExplicit(at: number): boolean {
    if (at + 6 > this.#bytes.length) return false;
    return (representationOf(this.#byte(at + 4), this.#byte(at + 5))?.form ?? 'unknown') !== 'unknown';
  }

  #beginsWithItem(offset: number, open: Open): boolean {
    if (offset + 4 > this.#bytes.length) throw new NeedsMore(Math.min(offset + 8, open.bound));
    return this.#tagAt(offset) === ITEM;
  }

  #tag(): Tag {
    return this.#tagAt(this.#at);
  }

  #tagAt(at: number): Tag {
    return ((this.#uint16(at) << 16) | this.#uint16(at + 2)) >>> 0;
  }

  #byte(at: number): number {
    return this.#bytes[at] as number;
  }

  #uint16(at: number): number {
    return this.#view.getUint16(at, !this.#options.bigEndian);
  }

  #uint32(at: number): number {
    return this.#view.getUint32(at, !this.#options.bigEndian);
  }
}
