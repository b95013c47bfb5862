import type { Estimate, ScoredCases } from './roc.ts';

/** Right and wrong calls at one threshold. */
export interface BinaryCounts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/** Calls a case positive when its score is at or above the threshold. */
export function countsAt({ scores, positive }: ScoredCases, threshold: number): BinaryCounts {
  const counts = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  scores.forEach((score, i) => {
    if (score >= threshold) counts[positive[i] ? 'truePositive' : 'falsePositive']++;
    else counts[positive[i] ? 'falseNegative' : 'trueNegative']++;
  });
  return counts;
}

/** What counts come to; shares with Wilson's interval. `NaN` where nothing could be counted. */
export interface BinaryFigures {
  readonly sensitivity: Estimate;
  readonly specificity: Estimate;
  readonly positivePredictive: Estimate;
  readonly negativePredictive: Estimate;
  readonly accuracy: Estimate;
  /** Harmonic mean of sensitivity and positive predictive value. */
  readonly f1: number;
}

/** Shares of right calls, each with its interval. */
export function figuresOf(counts: BinaryCounts): BinaryFigures {
  const { truePositive: tp, falsePositive: fp, trueNegative: tn, falseNegative: fn } = counts;
  return {
    sensitivity: wilson(tp, tp + fn),
    specificity: wilson(tn, tn + fp),
    positivePredictive: wilson(tp, tp + fp),
    negativePredictive: wilson(tn, tn + fn),
    accuracy: wilson(tp + tn, tp + fp + tn + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
  };
}

/**
 * Predictive values at another prevalence than the sample's, by Bayes' rule from sensitivity and specificity.
 *
 * @param prevalence 0–1, how common the positive is where the model is to be used
 */
export function predictiveAt(
  { sensitivity, specificity }: Pick<BinaryFigures, 'sensitivity' | 'specificity'>,
  prevalence: number,
): { positive: number; negative: number } {
  const [sens, spec] = [sensitivity.value, specificity.value];
  const calledPositive = sens * prevalence + (1 - spec) * (1 - prevalence);
  return {
    positive: (sens * prevalence) / calledPositive,
    negative: (spec * (1 - prevalence)) / (1 - calledPositive),
  };
}

const Z = 1.959963984540054;

/** A share and its 95 % interval (Wilson 1927). */
export function wilson(right: number, all: number): Estimate {
  if (all === 0) return { value: NaN, low: NaN, high: NaN };
  const share = right / all;
  const middle = (share + (Z * Z) / (2 * all)) / (1 + (Z * Z) / all);
  const half = (Z / (1 + (Z * Z) / all)) * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all));
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
