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

/** Statistics of values as they come, one after the other (Welford 1962: no difference of large sums). */
export class Tally {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  /** Values that are no numbers do not count. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#count += 1;
    const off = value - this.#mean;
    this.#mean += off / this.#count;
    this.#squares += off * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Of all values so far; null: there was none. */
  get statistics(): RegionStatistics | null {
    const deviation = Math.sqrt(this.#squares / this.#count);
    return this.#count === 0
      ? null
      : { pixels: this.#count, mean: this.#mean, deviation, min: this.#min, max: this.#max };
  }
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
  const tally = new Tally();
  visitRegion(region, frame, (index) => {
    const stored = frame.values[index] as number;
    if (padding && stored >= padding.from && stored <= padding.to) return;
    tally.add(modality(stored));
  });
  return tally.statistics;
}
