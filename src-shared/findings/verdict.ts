import { operatingPointOf } from './manifest-labels.ts';
import type { ModelManifest } from './manifest.ts';
import type { Activation } from './model-output.ts';
import type { AnalysisResult, Verdict } from './result.ts';

/**
 * Whether a probability is at least as high as a number of the manifest. Compared as 32-bit numbers, in which networks answer: 0.7 that a
 * network says is 0.7, and not a hair less.
 */
export function reaches(probability: number, threshold: number): boolean {
  return Math.fround(probability) >= Math.fround(threshold);
}

/** Whether a probability lies in a band, both ends included; as {@link reaches}. */
export function liesWithin(probability: number, [low, high]: readonly [number, number]): boolean {
  return reaches(probability, low) && reaches(high, probability);
}

/**
 * The verdict for a calibrated probability (0–1) of `label`: inside the band (both ends included) it is indeterminate,
 * else at or above the threshold `above`, else `below`. A label without an operating point is always indeterminate.
 */
export function judgeProbability(
  manifest: Pick<ModelManifest, 'operatingPoints' | 'indeterminate'>,
  label: string,
  probability: number,
): Exclude<Verdict, 'refused'> {
  const point = operatingPointOf(manifest, label);
  if (!point) return 'indeterminate';
  const band = manifest.indeterminate[label];
  if (band && liesWithin(probability, band)) return 'indeterminate';
  return reaches(probability, point.threshold) ? 'above' : 'below';
}

/** How far the numbers of labels that exclude one another may be from a sum of 1: rounding, in half precision too. */
const ROUNDING = 0.01;

/**
 * Whether labels exclude one another. A `softmax` says so; a network that ends with its own activation (`identity`) shows it by
 * several numbers that add up to 1: after a sigmoid each stands for itself.
 *
 * @param numbers one a label, as the network gave them
 */
export function excludeOneAnother(activation: Activation, numbers: readonly number[]): boolean {
  if (activation !== 'identity') return activation === 'softmax';
  return numbers.length > 1 && Math.abs(numbers.reduce((sum, value) => sum + value, 0) - 1) <= ROUNDING;
}

/**
 * A result's verdict as people are told it. A number that no threshold and no band judges is `indeterminate` by the rule of
 * {@link judgeProbability}, and told as stated: nothing was found undecided.
 */
export function toldVerdict({
  verdict,
  operatingPoint,
  probabilities,
}: Pick<AnalysisResult, 'verdict' | 'operatingPoint' | 'probabilities'>): Verdict {
  if (verdict !== 'indeterminate' || operatingPoint !== null) return verdict;
  // labels that exclude one another are stated at once: what is not lies within its band
  return excludeOneAnother('identity', Object.values(probabilities)) ? 'indeterminate' : 'stated';
}

/**
 * What a result's word is about, with its probability: the label of its operating point, else the likeliest of labels that
 * exclude one another, else the only one. Null for a refusal, for words without probabilities, and where several labels stand
 * each for itself and none has an operating point.
 */
export function headlineOf({
  verdict,
  operatingPoint,
  probabilities,
}: Pick<AnalysisResult, 'verdict' | 'operatingPoint' | 'probabilities'>): {
  label: string;
  probability: number | null;
} | null {
  if (operatingPoint) {
    const { label } = operatingPoint;
    return { label, probability: verdict === 'refused' ? null : (probabilities[label] ?? null) };
  }
  if (verdict !== 'stated' && verdict !== 'indeterminate') return null;
  const said = Object.entries(probabilities).map(([label, probability]) => ({ label, probability }));
  if (verdict === 'indeterminate' && said.length > 1 && !excludeOneAnother('identity', Object.values(probabilities))) {
    return null;
  }
  return said.length === 0 ? null : said.reduce((best, next) => (next.probability > best.probability ? next : best));
}

/** Whether probabilities of a result hold as such: nobody warned that they were not calibrated. */
export function isCalibrated({ warnings }: Pick<AnalysisResult, 'warnings'>): boolean {
  return warnings.every(({ code }) => code !== 'result-uncalibrated');
}
