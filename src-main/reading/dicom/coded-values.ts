import type { Attributes } from './attributes.ts';

/** A UID; null for what is none. */
export function uid(attributes: Attributes, tag: string): string | null {
  const value = attributes.code(tag);
  return value !== null && /^[0-9.]{1,128}$/.test(value) ? value : null;
}

/** A whole number; null for what is none. */
export function integer(attributes: Attributes, tag: string): number | null {
  const value = attributes.number(tag);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** A finite number; null for what is none. */
export function finite(attributes: Attributes, tag: string, binary?: 'FD' | 'FL'): number | null {
  const value = attributes.number(tag, binary);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A code string (VR CS); anything that can't be one is unknown. */
export function shortCode(attributes: Attributes, tag: string, max: number): string | null {
  const code = attributes.code(tag)?.toUpperCase() ?? '';
  return /^[A-Z0-9 _\\/-]+$/.test(code) && code.length <= max ? code : null;
}

/** Exactly so many finite numbers; null where there are others. */
export function numbersOf(attributes: Attributes, tag: string, count: number): number[] | null {
  const numbers = attributes.numbers(tag);
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}
