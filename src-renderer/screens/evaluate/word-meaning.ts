import type { ModelLabel } from '../../../src-shared/findings/manifest.ts';

/** What a word of a label file means in a model's labels: some of them, or expressly none. */
export interface WordMeaning {
  readonly labels: readonly string[];
  readonly none: boolean;
}

type Label = Pick<ModelLabel, 'id' | 'given'>;

const UNDECIDED: WordMeaning = { labels: [], none: false };

/** A word that names a label means it, together with what that label presupposes; of any other a person decides. */
export function guessedMeaning(word: string, labels: readonly Label[]): WordMeaning {
  const label = labels.find(({ id }) => id === word.trim().toLowerCase());
  return label ? toggled(UNDECIDED, label.id, labels) : UNDECIDED;
}

/** Takes a label in or out. What it presupposes comes with it, and what presupposes it goes with it. */
export function toggled({ labels: meant }: WordMeaning, id: string, labels: readonly Label[]): WordMeaning {
  const given = (of: string) => labels.find((label) => label.id === of)?.given ?? null;
  if (!meant.includes(id)) {
    const taken = new Set(meant);
    for (let next: string | null = id; next !== null && !taken.has(next); next = given(next)) taken.add(next);
    return { labels: labels.map((label) => label.id).filter((each) => taken.has(each)), none: false };
  }
  let left = meant.filter((each) => each !== id);
  for (let before = -1; before !== left.length;) {
    before = left.length;
    const now = left;
    left = now.filter((each) => given(each) === null || now.includes(given(each) as string));
  }
  return { labels: left, none: false };
}

/** Whether a person, or the word itself, has said what it means. */
export function isDecided({ labels, none }: WordMeaning): boolean {
  return none || labels.length > 0;
}
