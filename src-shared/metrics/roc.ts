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
 * scale so that it stays between 0 and 1; where patients are named, with Obuchowski's variance for clustered cases
 * (Obuchowski 1997), which is DeLong's when each has one case. A curve without error has no variance: then the bounds are
 * those of the exact one-sided rule for zero errors, 0.05^(1/n) of the smaller group and 1.
 *
 * @param patients whose each case is; absent: each somebody else's
 */
export function areaWithInterval(cases: ScoredCases, patients?: readonly string[]): Estimate {
  const { above, below } = parted(cases);
  const value = areaUnderRoc(cases);
  const whose = patients ?? cases.scores.map((_score, i) => String(i));
  const { variance, fewest } = clusteredVariance(cases, whose, value);
  if (!(value > 0 && value < 1)) {
    const reach = 0.05 ** (1 / Math.max(1, Math.min(above.length, below.length, fewest)));
    return value === 1
      ? { value, low: reach, high: 1 }
      : { value, low: 0, high: Number.isNaN(value) ? NaN : 1 - reach };
  }
  const logit = Math.log(value / (1 - value));
  const spread = (1.959963984540054 * Math.sqrt(variance)) / (value * (1 - value));
  return { value, low: logistic(logit - spread), high: logistic(logit + spread) };
}

/** Obuchowski's variance of an AUC, and how many patients the smaller group has. */
function clusteredVariance(
  cases: ScoredCases,
  patients: readonly string[],
  area: number,
): { readonly variance: number; readonly fewest: number } {
  const { above, below } = parted(cases);
  const placements = { above: placementsOf(above, below), below: placementsOf(below.map(negated), above.map(negated)) };
  const sums = new Map<string, { above: number; positives: number; below: number; negatives: number }>();
  let [nextAbove, nextBelow] = [0, 0];
  patients.forEach((patient, i) => {
    const sum = sums.get(patient) ?? { above: 0, positives: 0, below: 0, negatives: 0 };
    sums.set(patient, sum);
    if (cases.positive[i]) {
      sum.above += placements.above[nextAbove++] as number;
      sum.positives++;
    } else {
      sum.below += placements.below[nextBelow++] as number;
      sum.negatives++;
    }
  });
  let [ofAbove, ofBelow, ofBoth, withAbove, withBelow] = [0, 0, 0, 0, 0];
  for (const sum of sums.values()) {
    const [first, second] = [sum.above - sum.positives * area, sum.below - sum.negatives * area];
    ofAbove += first ** 2;
    ofBelow += second ** 2;
    ofBoth += first * second;
    if (sum.positives > 0) withAbove++;
    if (sum.negatives > 0) withBelow++;
  }
  const corrected = (count: number) => count / Math.max(1, count - 1);
  const variance =
    (corrected(withAbove) * ofAbove) / above.length ** 2 +
    (corrected(withBelow) * ofBelow) / below.length ** 2 +
    (2 * corrected(sums.size) * ofBoth) / (above.length * below.length);
  return { variance, fewest: Math.min(withAbove, withBelow) };
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

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const negated = (value: number) => -value;
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
