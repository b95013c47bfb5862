import type { Identity } from '../../src-shared/imaging/instance.ts';

/** Shorter than this a word says nothing: it stands in every file by chance. */
const SHORTEST = 4;
const SHORTEST_IN_BINARY = 6;
const IDEOGRAPH = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;
const TEXT_FILE = /\.(json|csv|xml|ya?ml|txt)$/;

/** What must not stand in an export without identity. */
export interface Secrets {
  /** Names, numbers and dates as they may be written. */
  readonly words: readonly string[];
}

/**
 * What tells whom an item shows: the patient's name whole, in its parts and in other orders, patient id and accession
 * number, birth date in two forms, UIDs, and the name of the item or its file. Words of fewer than four characters (two where they are
 * ideographs) and numbers of fewer than six digits stand in files by chance and are left out.
 */
export function secretsOf(identity: Identity | null, others: readonly (string | null)[]): Secrets {
  const words = new Set<string>();
  const add = (word: string | null | undefined) => {
    const trimmed = word?.trim() ?? '';
    const shortest = IDEOGRAPH.test(trimmed) ? 2 : /^\d+$/.test(trimmed) ? 6 : SHORTEST;
    if (trimmed.length >= shortest) words.add(trimmed);
  };
  if (identity) {
    const { patientName, patientId, accession, birthDate, studyUid } = identity;
    for (const group of patientName?.split(/[=()]/) ?? []) {
      const parts = group.split(/[\s,^]+/).filter(Boolean);
      for (const part of parts) add(part);
      for (const between of [' ', '^', ', ', '_', '-', '']) {
        if (parts.length > 1) add(parts.join(between));
        if (parts.length > 1) add(parts.toReversed().join(between));
      }
    }
    for (const word of [patientName, patientId, accession, studyUid, birthDate, birthDate?.replaceAll('-', '')])
      add(word);
  }
  for (const other of others) {
    add(other);
    add(other?.replace(/(\.nii)?\.[a-z0-9]{1,4}$/i, ''));
  }
  return { words: [...words] };
}

/**
 * Searches what is written for {@link Secrets}: in UTF-8, in UTF-16 (little endian) and in Latin-1. In texts a word counts in whatever case, but
 * only as a word of its own; in other files its bytes count wherever they are, from six on.
 */
export class LeakSearch {
  readonly #text: readonly RegExp[];
  readonly #bytes: readonly Buffer[];
  /** As much of the last piece as a word may reach back into. */
  readonly overlap: number;

  constructor({ words }: Secrets) {
    const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.#text = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'iu'));
    this.#bytes = words
      .flatMap((word) => {
        const forms = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];
        return /^[\x00-\xff]*$/.test(word) ? [...forms, Buffer.from(word, 'latin1')] : forms;
      })
      .filter(({ length }) => length >= SHORTEST_IN_BINARY);
    this.overlap = 2 * words.reduce((longest, word) => Math.max(longest, Buffer.byteLength(word)), 0);
  }

  /** Whether a file's name or a piece of it holds one of the words. */
  finds(name: string, piece: Uint8Array): boolean {
    if (this.#text.some((word) => word.test(name))) return true;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (this.#bytes.some((word) => bytes.includes(word))) return true;
    if (!TEXT_FILE.test(name)) return false;
    const text = bytes.toString('utf8');
    return this.#text.some((word) => word.test(text));
  }
}
