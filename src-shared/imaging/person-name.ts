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
  const western = [family, [given, middle].filter(Boolean).join(' '), prefix, suffix].filter(Boolean).join(', ');
  const bracketed = others.map((parts) => parts.filter(Boolean).join(' ')).filter(Boolean);
  if (!western) return bracketed.join(', ') || null;
  return bracketed.length > 0 ? `${western} (${bracketed.join(', ')})` : western;
}
