import type { ModelManifest } from '../findings/manifest.ts';
import { percentileRange, standardise } from './normalise.ts';
import { resizeTriangle } from './resize.ts';

/**
 * Turns a film as a person sees it into a network's input, as the manifest's `input` says: percentile range to 0–1 at the
 * film's own resolution, squashed to the network's size with an anti-aliasing triangle filter, then `(x - mean) / std`.
 *
 * @param presentation rows × columns, one sample a pixel (`greyPresentationOf`), row by row
 * @returns one batch, one channel: [1, 1, size[0], size[1]]
 */
export function prepareFrame(
  presentation: Float32Array,
  rows: number,
  columns: number,
  input: Pick<ModelManifest['input'], 'size' | 'range' | 'normalisation'>,
): Float32Array {
  const ranged = percentileRange(presentation, input.range.low, input.range.high);
  const resized = resizeTriangle(ranged, rows, columns, input.size[0], input.size[1]);
  const [mean] = input.normalisation.mean as [number];
  const [std] = input.normalisation.std as [number];
  return standardise(resized, mean, std);
}
