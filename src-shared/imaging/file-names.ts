/** As many file names as a sentence can carry. */
const MOST_NAMES = 5;

/** The first names of many, each once, as one short text. */
export function listedNames(names: readonly string[]): string {
  const different = [...new Set(names)];
  const shown = different.slice(0, MOST_NAMES).map((name) => (name.length > 80 ? `${name.slice(0, 79)}…` : name));
  return shown.join(', ') + (different.length > MOST_NAMES ? ', …' : '');
}
