import { createHash } from 'node:crypto';

/**
 * The one JSON text of a value: object keys sorted by code unit, no white space, members that are undefined left out.
 * Two equal values always have the same text, so its hash can be compared years later.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** SHA-256 of a text in UTF-8, as 64 hex digits. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // A null prototype: a member called __proto__ stays an ordinary member.
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of entries) object[key] = sorted(member);
  return object;
}
