/** A line of the command palette. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/**
 * The entries whose titles hold every typed word, those that begin with what was typed first, else in their own order.
 * Letter case and full-width forms make no difference; ids stay unique, the first one wins.
 */
export function matchingEntries(entries: readonly Entry[], typed: string): Entry[] {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase().trim();
  const needle = fold(typed);
  const words = needle.split(/\s+/).filter((word) => word !== '');
  const seen = new Set<string>();
  const found = entries.filter(({ id, title }) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return words.every((word) => fold(title).includes(word));
  });
  if (words.length === 0) return found;
  const begins = (entry: Entry) => fold(entry.title).startsWith(needle);
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))];
}
