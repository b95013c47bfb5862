import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { Anomaly } from '../../../src-shared/findings/model-output.ts';
import type { AnalysisResult, DomainWord } from '../../../src-shared/findings/result.ts';
import { newGrid, type Grid } from '../../../src-shared/pixels/grid.ts';
import type { Prepared } from '../../../src-shared/pixels/prepare.ts';
import { returnToSource } from '../../../src-shared/pixels/return-to-source.ts';
import type { Answer } from '../ask-network.ts';
import { distanceWord } from '../domain.ts';

export type AnomalyWord = Pick<AnalysisResult, 'verdict' | 'anomaly'>;

/** How unlike what the network learned a picture is; `above` the threshold is an anomaly. Errors: `model-output-invalid`. */
export function decodeAnomaly(answers: readonly Answer[], manifest: ModelManifest, prepared: Prepared): AnomalyWord {
  const words = answers.map((answer) => distanceWord(answer, prepared.grid, manifest.anomaly as Anomaly));
  const score = words.reduce((sum, word) => sum + word.score, 0) / words.length;
  const { threshold } = words[0] as DomainWord;
  const inside = score <= threshold;
  return { verdict: inside ? 'below' : 'above', anomaly: { score, threshold, inside } };
}

/**
 * Where the network could not make the picture again: the absolute difference, mean over channels, on the source's grid.
 * Null for a network that measures in its feature space.
 */
export function anomalyMap(
  answer: Answer,
  manifest: ModelManifest,
  prepared: Prepared,
  source: Omit<Grid, 'values' | 'channels'>,
) {
  if (manifest.anomaly?.method !== 'reconstruction') return null;
  const { grid, placement } = prepared;
  const made = answer.grids[manifest.anomaly.output] as Grid;
  const off = newGrid(1, grid.slices, grid.rows, grid.columns);
  const size = off.values.length;
  made.values.forEach((value, i) => {
    const at = i % size;
    off.values[at] = (off.values[at] as number) + Math.abs(value - (grid.values[i] as number)) / grid.channels;
  });
  return returnToSource(off, grid, placement, source, () => 0);
}
