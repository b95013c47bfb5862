/** (0008,0005) → the label of Node's decoder for what stands in the upper half; null: nothing does. */
const SETS: Record<string, string | null> = {
  '': null,
  'ISO_IR 6': null,
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gbk',
  'ISO_IR 87': 'euc-jp',
  'ISO_IR 159': 'euc-jp',
};

/** Sets without code extensions: they stand alone, whatever is named beside them. */
const ALONE: Record<string, string> = { 'ISO_IR 192': 'utf-8', GB18030: 'gb18030', GBK: 'gbk' };

/** Escape sequences of ISO 2022 (PS3.3 C.12.1.1.2): what the bytes that follow are written in. */
const ESCAPES: readonly { sequence: string; half: 'low' | 'high'; label: string }[] = [
  { sequence: '(B', half: 'low', label: 'ascii' },
  { sequence: '(J', half: 'low', label: 'ascii' },
  { sequence: '$B', half: 'low', label: 'jis-x-0208' },
  { sequence: '$@', half: 'low', label: 'jis-x-0208' },
  { sequence: '$(D', half: 'low', label: 'jis-x-0212' },
  { sequence: ')I', half: 'high', label: 'shift_jis' },
  { sequence: '$)C', half: 'high', label: 'euc-kr' },
  { sequence: '$)A', half: 'high', label: 'gbk' },
  { sequence: '-A', half: 'high', label: 'latin1' },
  { sequence: '-B', half: 'high', label: 'iso-8859-2' },
  { sequence: '-C', half: 'high', label: 'iso-8859-3' },
  { sequence: '-D', half: 'high', label: 'iso-8859-4' },
  { sequence: '-L', half: 'high', label: 'iso-8859-5' },
  { sequence: '-G', half: 'high', label: 'iso-8859-6' },
  { sequence: '-F', half: 'high', label: 'iso-8859-7' },
  { sequence: '-H', half: 'high', label: 'iso-8859-8' },
  { sequence: '-M', half: 'high', label: 'iso-8859-9' },
  { sequence: '-T', half: 'high', label: 'windows-874' },
  { sequence: '-b', half: 'high', label: 'iso-8859-15' },
];
const ESCAPE = 0x1b;
/** What ends a line or a value puts the sets back to the first (PS3.5 6.1.2.5.3); in names `^` and `=` do too. */
const DELIMITERS = { text: '\t\n\f\r\\', name: '\t\n\f\r\\^=' };

/** Turns an element's bytes into text; `name`: of VR PN. What a set cannot explain becomes U+FFFD. */
export type TextDecoding = (bytes: Uint8Array, kind: 'text' | 'name') => string;

/**
 * The decoding that Specific Character Set (0008,0005) asks for; with several values, or one of `ISO 2022 …`, escape
 * sequences switch between sets. Where the set is missing or unknown, bytes that are valid UTF-8 are read as such, since
 * that is what such files mostly hold, and as Latin-1 otherwise.
 *
 * @param value the element's value, terms separated by backslashes; null: missing
 * @returns `known` is false for a term that is not in the standard
 */
export function textDecodingOf(value: string | null): { readonly decoding: TextDecoding; readonly known: boolean } {
  const terms = (value ?? '').split('\\').map(termOf);
  const known = terms.every((term) => term in SETS || term in ALONE);
  const [first = '', ...others] = terms;
  const alone = ALONE[first];
  if (alone) return { decoding: (bytes) => decodeAs(alone, bytes), known };
  const initial = SETS[first] ?? null;
  const switching = others.length > 0 || (value ?? '').trimStart().startsWith('ISO 2022');
  if (!switching) return { decoding: (bytes) => decodeAs(initial, bytes), known };
  const expected = others.map((term) => SETS[term] ?? ALONE[term] ?? null).find((label) => label !== null) ?? null;
  return { decoding: (bytes, kind) => new Switching(initial, expected, DELIMITERS[kind]).decode(bytes), known };
}

/** Common misspellings count: `ISO-IR 100`, `ISO IR 100`, `iso_ir_100`, and what others call two of the sets. */
function termOf(stated: string): string {
  const term = stated.trim().toUpperCase();
  if (/^UTF-?8$/.test(term)) return 'ISO_IR 192';
  if (/^GB[ _-]?2312/.test(term)) return 'GBK';
  const ir = /^ISO[ _-](?:2022[ _-])?(?:IR[ _-]?)?(\d+)$/.exec(term);
  return ir ? `ISO_IR ${ir[1]}` : term.replace(/^ISO 2022 /, '');
}

/** Text in the sets of ISO 2022: ASCII or a two-byte set in the lower half, any other in the upper. */
class Switching {
  readonly #initial: string | null;
  readonly #expected: string | null;
  readonly #delimiters: string;
  #text = '';
  #run: number[] = [];
  #runLabel: string | null = null;

  /**
   * @param initial set of the upper half at the beginning and behind each delimiter
   * @param expected what upper bytes are taken for where no escape has said it: some writers leave it out
   */
  constructor(initial: string | null, expected: string | null, delimiters: string) {
    this.#initial = initial;
    this.#expected = expected;
    this.#delimiters = delimiters;
  }

  decode(bytes: Uint8Array): string {
    let low = 'ascii';
    let high = this.#initial;
    let designated = this.#expected;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === ESCAPE) {
        const following = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
        const escape = ESCAPES.find(({ sequence }) => following.startsWith(sequence));
        if (escape?.half === 'low') low = escape.label;
        else if (escape) high = designated = escape.label;
        else this.#plain('\ufffd');
        at += escape?.sequence.length ?? 0;
      } else if (byte >= 0x80) {
        this.#add(high ?? designated, byte);
      } else if (low !== 'ascii' && byte > 0x20 && byte < 0x7f) {
        // Two-byte sets in the lower half are shifted into the upper half, where EUC-JP has them.
        if (low === 'jis-x-0212') this.#add('euc-jp', 0x8f);
        this.#add('euc-jp', byte | 0x80, (bytes[++at] ?? 0) | 0x80);
      } else {
        const character = String.fromCharCode(byte);
        this.#plain(character);
        if (this.#delimiters.includes(character)) [low, high] = ['ascii', this.#initial];
      }
    }
    this.#plain('');
    return this.#text;
  }

  #add(label: string | null, ...bytes: number[]): void {
    if (label !== this.#runLabel) this.#plain('');
    this.#runLabel = label;
    this.#run.push(...bytes);
  }

  /** Ends a run of one set, then adds a character that is itself. */
  #plain(character: string): void {
    if (this.#run.length > 0) this.#text += decodeAs(this.#runLabel, Uint8Array.from(this.#run));
    this.#run = [];
    this.#text += character;
  }
}

function decodeAs(label: string | null, bytes: Uint8Array): string {
  // in all of these sets; most texts are, and making a decoder costs more than their header
  if (label === 'latin1' || isAscii(bytes)) return latin1(bytes);
  return label === null ? decodeGuessing(bytes) : new TextDecoder(label).decode(bytes);
}

function decodeGuessing(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

/** Each byte as the character of its number. (To `TextDecoder`, `latin1` is Windows-1252, which has letters where Latin-1 has controls.) */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** ESC aside: a decoder of ISO 2022 would take it for a switch. */
function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === ESCAPE) return false;
  return true;
}
