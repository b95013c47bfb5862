import { CodedError } from '../../src-shared/contract/coded.ts';
import { featureDistance, reconstructionError } from '../../src-shared/findings/domain-score.ts';
import type { Anomaly } from '../../src-shared/findings/model-output.ts';
import type { DomainWord } from '../../src-shared/findings/result.ts';
import type { Grid } from '../../src-shared/pixels/grid.ts';
import type { Answer } from './ask-network.ts';

/**
 * How far a picture lies from those that the network learned from, by the manifest's measure. Errors: `model-output-invalid`
 * where the output is not of the shape that the measure needs.
 */
export function distanceWord({ vectors, grids }: Answer, grid: Grid, measure: Anomaly): DomainWord {
  const { method, output, threshold } = measure;
  const score =
    method === 'feature-distance'
      ? featureDistance(vectors[output] ?? [], measure)
      : reconstructionError(grid.values, grids[output]?.values ?? [], measure.measure);
  if (score === null || !Number.isFinite(score)) throw new CodedError('model-output-invalid', { output });
  return { method, score, threshold, inside: score <= threshold };
}

/** The word on several pictures of one case: the middle one's distance. */
export function middleWord(words: readonly DomainWord[]): DomainWord | undefined {
  const ordered = [...words].sort((a, b) => a.score - b.score);
  return ordered[Math.floor((ordered.length - 1) / 2)];
}
