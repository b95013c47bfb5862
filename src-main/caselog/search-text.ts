import type { Identity } from '../../src-shared/imaging/instance.ts';

/** State words that the worklist filters by, with the states (0 new … 3 signed) that each stands for. */
const STATE_WORDS: Readonly<Record<string, readonly number[]>> = {
  new: [0],
  analysed: [1],
  judged: [2],
  signed: [3],
  unsigned: [0, 1, 2],
};

const MOST_WORDS = 16;

/**
 * What a case is found by, as one text: name, id, modalities, body part, study description, study date (with and without
 * hyphens) and source name, one a line, so that no word can match across two of them. Lower case, compatibility forms
 * folded (full-width letters are found as plain ones). Chinese needs no splitting: words are matched as substrings.
 */
export function searchText(of: {
  identity: Identity;
  modalities: readonly string[];
  bodyPart: string | null;
  sourceName: string;
}): string {
  const { patientName, patientId, studyDescription, studyDate } = of.identity;
  const compactDate = studyDate === null ? null : studyDate.replaceAll('-', '');
  return [
    patientName,
    patientId,
    ...of.modalities,
    of.bodyPart,
    studyDescription,
    studyDate,
    compactDate,
    of.sourceName,
  ]
    .filter((line) => line !== null && line !== '')
    .map((line) => fold(line!))
    .join('\n');
}

/** A word of a search with the states that it may mean (empty: it is no state word). */
export interface SearchWord {
  readonly text: string;
  readonly states: readonly number[];
}

/** The words of what a person typed, all of which a case must match; beyond sixteen they are left out. */
export function searchWords(typed: string): SearchWord[] {
  const words = fold(typed)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.slice(0, MOST_WORDS).map((text) => ({ text, states: STATE_WORDS[text] ?? [] }));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
