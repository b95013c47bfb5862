/** The seed that leaves a base as it is. */
export const UNDAMAGED = 0;

/** One damaged file: a base and the seed of its damage. */
export interface Mutant {
  readonly base: string;
  readonly seed: number;
}

/** Damaged files of all bases in turn; the first one has the seed itself, so that a finding is repeated by its own. */
export function mutantsOf(bases: readonly string[], seed: number, count: number): Mutant[] {
  return Array.from({ length: count }, (_, i) => ({
    base: bases[i % bases.length] as string,
    seed: (seed + i * 7919) % 2 ** 31,
  }));
}
