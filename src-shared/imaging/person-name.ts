/** In these scripts no comma parts family and given name. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * A person name (VR PN, PS3.5 6.2.1) as people read it: `Yamada^Tarou=山田^太郎=やまだ^たろう` becomes
 * `Yamada, Tarou (山田 太郎, やまだ たろう)`. Prefix and suffix follow the given names.
 *
 * @param value decoded text of the element
 * @returns null when no group holds a letter
 */
export function personNameShown(value: string): string | null {
  const [alphabetic = '', ...others] = value.split('=').map((group) => group.split('^').map((part) => part.trim()));
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = alphabetic;
  const parts = [family, [given, middle].filter(Boolean).join(' '), prefix, suffix].filter(Boolean);
  const western = parts.join(EAST_ASIAN.test(parts.join('')) ? ' ' : ', ');
  const bracketed = others.map((parts) => parts.filter(Boolean).join(' ')).filter(Boolean);
  if (!western) return bracketed.join(', ') || null;
  return bracketed.length > 0 ? `${western} (${bracketed.join(', ')})` : western;
}
