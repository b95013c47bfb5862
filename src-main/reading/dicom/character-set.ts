/** (0008,0005) values without code extensions → the label of Node's decoder. */
const SINGLE: Record<string, string> = {
  '': 'latin1',
  'ISO_IR 6': 'latin1',
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
  'ISO_IR 192': 'utf-8',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gbk',
  'ISO_IR 87': 'euc-jp',
  'ISO_IR 159': 'euc-jp',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

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

/** Turns an element's bytes into text. */
export type TextDecoding = (bytes: Uint8Array) => string;

/**
 * The decoding that Specific Character Set (0008,0005) asks for; with several values, or one of `ISO 2022 …`, escape
 * sequences switch between sets. What a set cannot explain becomes U+FFFD. Where the set is missing or unknown, bytes that
 * are valid UTF-8 are read as such, since that is what such files mostly hold, and as Latin-1 otherwise.
 *
 * @param value the element's value, terms separated by backslashes; null: missing
 * @returns `known` is false for a term that is not in the standard
 */
export function textDecodingOf(value: string | null): { readonly decode: TextDecoding; readonly known: boolean } {
  const terms = (value ?? '').split('\\').map((term) => term.trim().replace(/^ISO 2022 IR /, 'ISO_IR '));
  const known = terms.every((term) => term in SINGLE);
  const [first = ''] = terms;
  const label = SINGLE[first] ?? 'latin1';
  if (terms.length > 1 || (value ?? '').startsWith('ISO 2022')) {
    return { decode: (bytes) => decodeSwitching(bytes, label), known };
  }
  if (first === '' || first === 'ISO_IR 6' || !known) return { decode: decodeGuessing, known };
  return { decode: (bytes) => new TextDecoder(label).decode(bytes), known };
}

function decodeGuessing(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function decodeSwitching(bytes: Uint8Array, initial: string): string {
  let low = 'ascii';
  let high = initial;
  let text = '';
  let from = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== ESCAPE) continue;
    text += decodePart(bytes.subarray(from, at), low, high);
    if (at === bytes.length) break;
    const following = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
    const escape = ESCAPES.find(({ sequence }) => following.startsWith(sequence));
    if (escape?.half === 'low') low = escape.label;
    if (escape?.half === 'high') high = escape.label;
    from = escape ? at + 1 + escape.sequence.length : at + 1;
    if (!escape) text += '\ufffd';
    at = from - 1;
  }
  return text;
}

/** Two-byte sets in the low half are shifted into the high half, where EUC-JP has them. */
function decodePart(bytes: Uint8Array, low: string, high: string): string {
  if (low === 'ascii') return new TextDecoder(high).decode(bytes);
  const lead = low === 'jis-x-0212' ? [0x8f] : [];
  const shifted: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    shifted.push(...lead, (bytes[i] as number) | 0x80, (bytes[i + 1] as number) | 0x80);
  }
  return new TextDecoder('euc-jp').decode(Uint8Array.from(shifted));
}
