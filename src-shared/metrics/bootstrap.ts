import type { Estimate } from './roc.ts';

/** A small seeded generator (mulberry32), 0 ≤ x < 1: the same seed gives the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A figure with its percentile bootstrap interval (Efron 1979): whole groups are drawn with replacement, so that pictures of
 * one patient stay together. Draws in which the figure is no number are left out.
 *
 * @param groups the cases of each patient
 * @param figure of any list of cases
 * @param options.level of the interval, 0.95 unless given
 */
export function bootstrap<T>(
  groups: readonly (readonly T[])[],
  figure: (cases: readonly T[]) => number,
  options: { readonly rounds?: number; readonly seed?: number; readonly level?: number } = {},
): Estimate {
  const { rounds = 2000, seed = 1, level = 0.95 } = options;
  const random = seeded(seed);
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const cases = groups.flatMap(() => groups[Math.floor(random() * groups.length)] as readonly T[]);
    const value = figure(cases);
    if (Number.isFinite(value)) drawn.push(value);
  }
  drawn.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return { value: figure(groups.flat()), low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

/** A quantile (0–1) of sorted values, linear between neighbours; `NaN` of none. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  return low + ((sorted[Math.ceil(at)] as number) - low) * (at - Math.floor(at));
}
