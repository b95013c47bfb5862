import type { Coded } from '../contract/coded.ts';

/** How far a repeated answer agrees with the first one. */
export interface Agreement {
  /**
   * `identical`: every number, word and picture bit by bit. `close`: on another provider, within the tolerance, with the same
   * verdict. `different`: neither.
   */
  readonly outcome: 'identical' | 'close' | 'different';
  /** Largest difference of two numbers (of numbers above 1: as a part of them); null where the answers differ in kind. */
  readonly largestDifference: number | null;
  readonly tolerance: number;
}

/** How far another provider's numbers may lie from the first one's where a manifest does not say. */
export const USUAL_TOLERANCE = 1e-3;

/**
 * Compares two answers, part by part: what a network said first, and what it says to the same question now.
 * @param sameProvider they ran on the same provider and runtime, so that nothing may differ
 * @param tolerance for another provider
 * @param sameProgram the same version of this program wrote the pictures: another one may write the same picture otherwise
 */
export function agreementOf(
  first: unknown,
  again: unknown,
  sameProvider: boolean,
  tolerance: number,
  sameProgram = true,
): Agreement {
  const { difference, pictures } = differenceOf(first, again);
  if (difference === 0 && (!pictures || (sameProvider && !sameProgram)))
    return { outcome: 'identical', largestDifference: 0, tolerance };
  const close = !sameProvider && difference !== null && difference <= tolerance;
  return { outcome: close ? 'close' : 'different', largestDifference: difference, tolerance };
}

/**
 * What must be said beside an agreement: files of pictures differ, as they may on another provider or of another version of the
 * program, and nobody looked how far the pictures do.
 */
export function picturesNote(first: unknown, again: unknown, { outcome }: Pick<Agreement, 'outcome'>): Coded[] {
  const unlooked = outcome !== 'different' && differenceOf(first, again).pictures;
  return unlooked ? [{ code: 'repeat-pictures-not-compared', details: {} }] : [];
}

interface Difference {
  readonly difference: number | null;
  /** A picture is not the same file: on another provider a few of its values may well differ. */
  readonly pictures: boolean;
}

/** What differs of a picture's description where its file is another. */
const OF_ITS_FILE = new Set(['sha256', 'name', 'bytes']);

function differenceOf(a: unknown, b: unknown): Difference {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = Object.is(a, b) ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(a));
    return { difference: Number.isFinite(difference) ? difference : null, pictures: false };
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return { difference: a === b ? 0 : null, pictures: false };
  }
  const [from, to] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)].filter((key) => from[key] !== to[key]));
  let [difference, pictures]: [number | null, boolean] = [0, 'sha256' in from && 'sha256' in to && keys.has('sha256')];
  const skipped = pictures ? OF_ITS_FILE : null;
  for (const key of keys) {
    if (skipped?.has(key)) continue;
    const inner = differenceOf(from[key], to[key]);
    difference = difference === null || inner.difference === null ? null : Math.max(difference, inner.difference);
    pictures ||= inner.pictures;
  }
  return { difference, pictures };
}
