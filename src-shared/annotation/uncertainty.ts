import type { AnalysisResult } from '../findings/result.ts';

/**
 * How unsure a network was, 0 to 1. With an operating point: how near the probability lies to it, 1 at the point and 0 at the
 * far end of its side. Without one: Shannon entropy of the probabilities, as a share of the most that so many classes can
 * have (Settles 2009, uncertainty sampling). Null: it gave no probability.
 */
export function uncertaintyOf({
  operatingPoint,
  probabilities,
}: Pick<AnalysisResult, 'operatingPoint' | 'probabilities'>): number | null {
  const said = operatingPoint ? probabilities[operatingPoint.label] : undefined;
  if (operatingPoint && said !== undefined) {
    const { threshold } = operatingPoint;
    const farthest = said >= threshold ? 1 - threshold : threshold;
    return farthest === 0 ? 1 : 1 - Math.abs(said - threshold) / farthest;
  }
  const all = Object.values(probabilities);
  if (all.length === 0) return null;
  // one probability stands for two classes
  const given = all.length === 1 ? [all[0] as number, 1 - (all[0] as number)] : all;
  const sum = given.reduce((total, one) => total + one, 0);
  if (sum === 0) return null;
  const entropy = given.reduce((total, one) => (one > 0 ? total - (one / sum) * Math.log(one / sum) : total), 0);
  return Math.min(1, entropy / Math.log(given.length));
}
