import type { Frame } from '../imaging/frame.ts';
import type { PixelDescription } from '../imaging/instance.ts';
import { modalityOf } from '../imaging/presentation.ts';
import { visitRegion, type Region } from './region.ts';

/** Of the pixels whose middle lies in a region, in modality units. `deviation`: of all of them, divided by their number. */
export interface RegionStatistics {
  readonly pixels: number;
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Statistics of a region of a grey frame, from its stored values by modality LUT or rescale; never from what a window shows.
 * Padding and values that are no numbers are left out.
 *
 * @returns null where no pixel is left, and for colour, whose samples have no modality value
 */
export function regionStatistics(
  frame: Pick<Frame, 'rows' | 'columns' | 'samplesPerPixel' | 'values'>,
  pixels: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'padding'>,
  region: Region,
): RegionStatistics | null {
  if (frame.samplesPerPixel !== 1) return null;
  const { padding } = pixels;
  const modality = modalityOf(pixels);
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  visitRegion(region, frame, (index) => {
    const stored = frame.values[index] as number;
    if (padding && stored >= padding.from && stored <= padding.to) return;
    const value = modality(stored);
    if (!Number.isFinite(value)) return;
    count += 1;
    // Welford 1962: no difference of large sums
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  });
  return count === 0 ? null : { pixels: count, mean, deviation: Math.sqrt(squares / count), min, max };
}
