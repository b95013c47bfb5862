/** Texts, and the signs that hold JSON together. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

interface Open {
  /** Names of an object's fields so far; null: a list. */
  readonly names: Set<string> | null;
  /** The field or the place in the list that is being read. */
  at: string | number;
}

/**
 * Path of the first field that stands twice in one object of a JSON text; null where none does. A parser takes the last of two and
 * says nothing, though whoever reads the text may have seen the first.
 *
 * @param text JSON that was parsed without an error
 */
export function repeatedField(text: string): string | null {
  const open: Open[] = [];
  let word = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const holder = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '' });
    else if (token === '[') open.push({ names: null, at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"')) word = token;
    else if (token === ',' && holder && typeof holder.at === 'number') holder.at += 1;
    else if (token === ':' && holder?.names) {
      holder.at = JSON.parse(word) as string;
      if (holder.names.has(holder.at)) return open.map(({ at }) => at).join('.');
      holder.names.add(holder.at);
    }
  }
  return null;
}
