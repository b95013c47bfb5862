/** One threshold of a ROC curve: cases whose score is at or above it are called positive. */
export interface RocPoint {
  readonly threshold: number;
  /** True positives over all positives. */
  readonly sensitivity: number;
  /** False positives over all negatives. */
  readonly fallOut: number;
}

/** Scores with what is true of each; higher scores speak for the positive. */
export interface ScoredCases {
  readonly scores: readonly number[];
  readonly positive: readonly boolean[];
}

/** A figure with the bounds of its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The ROC curve, from the threshold that calls nobody positive to the one that calls everybody so; equal scores are one
 * point. Sensitivities are `NaN` without positives, fall-outs without negatives.
 */
export function rocCurve(cases: ScoredCases): RocPoint[] {
  const order = ordered(cases);
  const positives = cases.positive.filter(Boolean).length;
  const negatives = order.length - positives;
  const points: RocPoint[] = [{ threshold: Infinity, sensitivity: 0 / positives, fallOut: 0 / negatives }];
  let found = 0;
  let wrong = 0;
  order.forEach(({ score, positive }, i) => {
    if (positive) found++;
    else wrong++;
    if (order[i + 1]?.score === score) return;
    points.push({ threshold: score, sensitivity: found / positives, fallOut: wrong / negatives });
  });
  return points;
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counted as half (Mann and Whitney 1947).
 * `NaN` without positives or without negatives.
 */
export function areaUnderRoc(cases: ScoredCases): number {
  const { above, below } = parted(cases);
  const placements = placementsOf(above, below);
  return mean(placements);
}

/**
 * AUC with DeLong's interval (DeLong, DeLong and Clarke-Pearson 1988, by the placements of Sun and Xu 2014), on the logit
 * scale so that it stays between 0 and 1. A curve without error has no variance: then the bounds are those of the exact
 * one-sided rule for zero errors, 0.05^(1/n) of the smaller group and 1.
 */
export function areaWithInterval(cases: ScoredCases): Estimate {
  const { above, below } = parted(cases);
  const value = areaUnderRoc(cases);
  const variance =
    varianceOf(placementsOf(above, below)) / above.length +
    varianceOf(placementsOf(below.map(negated), above.map(negated))) / below.length;
  if (!(value > 0 && value < 1)) {
    const reach = 0.05 ** (1 / Math.max(1, Math.min(above.length, below.length)));
    return value === 1
      ? { value, low: reach, high: 1 }
      : { value, low: 0, high: Number.isNaN(value) ? NaN : 1 - reach };
  }
  const logit = Math.log(value / (1 - value));
  const spread = (1.959963984540054 * Math.sqrt(variance)) / (value * (1 - value));
  return { value, low: logistic(logit - spread), high: logistic(logit + spread) };
}

function parted({ scores, positive }: ScoredCases): { above: number[]; below: number[] } {
  return {
    above: scores.filter((_score, i) => positive[i]),
    below: scores.filter((_score, i) => !positive[i]),
  };
}

/** For each of `those` the share of `others` that it beats, ties as half. */
function placementsOf(those: readonly number[], others: readonly number[]): number[] {
  const sorted = [...others].sort((a, b) => a - b);
  return those.map((score) => (rankBelow(sorted, score) + rankUpTo(sorted, score)) / 2 / sorted.length);
}

/** How many are smaller. */
function rankBelow(sorted: readonly number[], score: number): number {
  return search(sorted, (value) => value < score);
}

/** How many are smaller or equal. */
function rankUpTo(sorted: readonly number[], score: number): number {
  return search(sorted, (value) => value <= score);
}

function search(sorted: readonly number[], before: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ordered({ scores, positive }: ScoredCases): { score: number; positive: boolean }[] {
  return scores.map((score, i) => ({ score, positive: positive[i] === true })).sort((a, b) => b.score - a.score);
}

function varianceOf(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const negated = (value: number) => -value;
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
