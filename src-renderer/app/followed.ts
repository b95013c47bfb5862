import type { AnalysisProgress } from '../../src-shared/contract/records.ts';

/** How far a question to a network is, as the page heard of it. */
export interface Followed extends AnalysisProgress {
  /** When, in milliseconds of `performance.now()`. */
  readonly heardAt: number;
}

/**
 * How far it is by now: between two words of main, whose network tells nothing while it runs, by the time that was left.
 *
 * @param now milliseconds of `performance.now()`
 * @returns `fraction` from 0 to 1; `secondsLeft` null where nobody knows, or where more time went by than was said
 */
export function progressBy(
  now: number,
  { fraction, secondsLeft, heardAt }: Followed,
): Pick<AnalysisProgress, 'fraction' | 'secondsLeft'> {
  if (secondsLeft === null || secondsLeft === 0) return { fraction, secondsLeft };
  const left = secondsLeft - (now - heardAt) / 1000;
  // a bar that stands at its end although nothing is there is a lie
  const share = Math.max(left / secondsLeft, NOT_DONE);
  return { fraction: 1 - (1 - fraction) * share, secondsLeft: left > 0 ? left : null };
}

const NOT_DONE = 0.05;
