import type { ScoredCases } from './roc.ts';

/** One threshold of a precision-recall curve. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** The curve from the highest threshold to the lowest; equal scores are one point. Recall is `NaN` without positives. */
export function precisionRecallCurve({ scores, positive }: ScoredCases): PrecisionRecallPoint[] {
  const order = scores.map((score, i) => ({ score, positive: positive[i] === true })).sort((a, b) => b.score - a.score);
  const positives = order.filter((one) => one.positive).length;
  const points: PrecisionRecallPoint[] = [];
  let found = 0;
  order.forEach((one, i) => {
    if (one.positive) found++;
    if (order[i + 1]?.score === one.score) return;
    points.push({ threshold: one.score, precision: found / (i + 1), recall: found / positives });
  });
  return points;
}

/** Average precision: precisions weighted by the recall that each threshold adds, without interpolation. */
export function averagePrecision(cases: ScoredCases): number {
  let before = 0;
  return precisionRecallCurve(cases).reduce((sum, { precision, recall }) => {
    const added = precision * (recall - before);
    before = recall;
    return sum + added;
  }, 0);
}
