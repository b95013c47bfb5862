import type { ScoredCases } from './roc.ts';

/** Cases whose probability lies in one bin. */
export interface CalibrationBin {
  /** Lower end, inclusive; the upper one is `from + width`, inclusive in the last bin only. */
  readonly from: number;
  readonly cases: number;
  /** Mean probability; `NaN` in an empty bin. */
  readonly predicted: number;
  /** Share of positives; `NaN` in an empty bin. */
  readonly observed: number;
}

/** Sorts probabilities (0–1) into bins of equal width. */
export function calibrationBins({ scores, positive }: ScoredCases, bins = 10): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ cases: 0, probability: 0, positives: 0 }));
  scores.forEach((score, i) => {
    const sum = sums[Math.min(bins - 1, Math.max(0, Math.floor(score * bins)))] as (typeof sums)[number];
    sum.cases++;
    sum.probability += score;
    if (positive[i]) sum.positives++;
  });
  return sums.map(({ cases, probability, positives }, i) => ({
    from: i / bins,
    cases,
    predicted: probability / cases,
    observed: positives / cases,
  }));
}

/** Expected calibration error: |predicted − observed| over the bins, weighted by their cases (Naeini et al. 2015). */
export function calibrationError(cases: ScoredCases, bins = 10): number {
  const filled = calibrationBins(cases, bins).filter((bin) => bin.cases > 0);
  const error = filled.reduce((sum, bin) => sum + bin.cases * Math.abs(bin.predicted - bin.observed), 0);
  return error / cases.scores.length;
}

/** Mean squared difference between probability and truth (Brier 1950). */
export function brierScore({ scores, positive }: ScoredCases): number {
  return scores.reduce((sum, score, i) => sum + (score - (positive[i] ? 1 : 0)) ** 2, 0) / scores.length;
}
