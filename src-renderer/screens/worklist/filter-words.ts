/**
 * What the person typed as the case log understands it: the names of the states in the language on the screen
 * (`stateNames`: name → the log's word) become the log's own words, everything else stays.
 */
export function filterWords(typed: string, stateNames: Readonly<Record<string, string>>): string {
  const names = new Map(Object.entries(stateNames).map(([name, word]) => [name.toLowerCase(), word]));
  return typed
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => names.get(word.toLowerCase()) ?? word)
    .join(' ')
    .slice(0, 200);
}
