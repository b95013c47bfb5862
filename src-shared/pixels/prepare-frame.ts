import type { ModelManifest } from '../findings/manifest.ts';
import { revalued, tabledPercentiles, type TabledPicture } from '../imaging/tabled-picture.ts';
import { percentileRange, ranged, standardise } from './normalise.ts';
import { resizeTriangle } from './resize.ts';

/**
 * Turns a film as a person sees it into a network's input, as the manifest's `input` says: percentile range to 0–1 at the
 * film's own resolution, squashed to the network's size with an anti-aliasing triangle filter, then `(x - mean) / std`.
 *
 * @param presentation rows × columns, one sample a pixel, row by row (`greyTableOf`, or `greyPresentationOf`)
 * @returns one batch, one channel: [1, 1, size[0], size[1]]
 */
export function prepareFrame(
  presentation: Float32Array | TabledPicture,
  rows: number,
  columns: number,
  input: Pick<ModelManifest['input'], 'size' | 'range' | 'normalisation'>,
): Float32Array {
  const { low, high } = input.range;
  const unit =
    presentation instanceof Float32Array
      ? percentileRange(presentation, low, high)
      : revalued(presentation, ranged(...(tabledPercentiles(presentation, [low, high]) as [number, number])));
  const resized = resizeTriangle(unit, rows, columns, input.size[0], input.size[1]);
  const [mean] = input.normalisation.mean as [number];
  const [std] = input.normalisation.std as [number];
  return standardise(resized, mean, std);
}
