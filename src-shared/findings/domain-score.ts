import type { Anomaly } from './model-output.ts';

type FeatureDistance = Extract<Anomaly, { method: 'feature-distance' }>;

/**
 * Distance of a picture from those that a network learned from, in the network's own feature space: to the nearest centre,
 * whitened by the manifest's variance or matrix (Mahalanobis distance, Lee et al. 2018, NeurIPS 31). Not squared.
 *
 * @returns null where the network's features are not of the manifest's length
 */
export function featureDistance(
  embedding: ArrayLike<number>,
  { means, variance, whitening, scaling }: Omit<FeatureDistance, 'method' | 'output' | 'threshold'>,
): number | null {
  const features = Array.from(embedding);
  const length = scaling === 'l2' ? Math.sqrt(features.reduce((sum, value) => sum + value * value, 0)) || 1 : 1;
  let nearest = Infinity;
  for (const mean of means) {
    if (mean.length !== features.length) return null;
    const off = features.map((value, i) => value / length - (mean[i] as number));
    nearest = Math.min(nearest, Math.sqrt(squared(off, variance, whitening)));
  }
  return nearest;
}

function squared(
  off: readonly number[],
  variance: readonly number[] | undefined,
  whitening: FeatureDistance['whitening'],
) {
  if (!whitening) return off.reduce((sum, value, i) => sum + (value * value) / (variance?.[i] ?? 1), 0);
  const { rows, values } = whitening;
  const { length } = off;
  let sum = 0;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let along = 0;
    for (let i = 0; i < length; i++) along += (values[at++] as number) * (off[i] as number);
    sum += along * along;
  }
  return sum;
}

/** Mean squared or absolute difference of two tensors of one length; null where they differ in length. */
export function reconstructionError(
  input: ArrayLike<number>,
  reconstruction: ArrayLike<number>,
  measure: 'mean-squared' | 'mean-absolute',
): number | null {
  if (input.length !== reconstruction.length || input.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < input.length; i++) {
    const off = (reconstruction[i] as number) - (input[i] as number);
    sum += measure === 'mean-squared' ? off * off : Math.abs(off);
  }
  return sum / input.length;
}
