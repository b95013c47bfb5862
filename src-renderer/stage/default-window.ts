import type { SampleArray } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription, Window } from '../../src-shared/imaging/instance.ts';
import { percentiles } from '../../src-shared/imaging/percentiles.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';

/** Where a picture's first window comes from; `lut`: the file's own VOI table, already applied to the values. */
export type WindowSource = 'file' | 'lut' | 'full-range' | 'percentiles';

export interface FirstWindow {
  readonly window: Window;
  readonly source: WindowSource;
}

type Described = Pick<
  PixelDescription,
  'samplesPerPixel' | 'bitsStored' | 'sampleType' | 'rescale' | 'modalityLut' | 'voiLut' | 'windows' | 'padding'
>;

/**
 * The window in which a picture is first seen, by the same rule as `presentationOf`: the VOI table, else the file's first
 * window, else for 8 bits or fewer the whole stored range, else the percentiles 0.5 and 99.5 without padding.
 *
 * @param values stored values
 * @returns center and width in modality units (for `lut` in the table's output units, for colour in 0–255)
 */
export function firstWindow(values: SampleArray, description: Described): FirstWindow {
  const { samplesPerPixel, voiLut, windows, bitsStored, sampleType, modalityLut, padding } = description;
  if (samplesPerPixel === 3) return { window: spanning(0, 255), source: 'full-range' };
  if (voiLut) return { window: spanning(0, 2 ** voiLut.bits - 1), source: 'lut' };
  const [stated] = windows;
  if (stated) {
    const shape = stated.function === 'LINEAR' && stated.width < 1 ? 'LINEAR_EXACT' : stated.function;
    return { window: { ...stated, function: shape }, source: 'file' };
  }
  const modality = modalityOf(description);
  if (bitsStored <= 8 && !modalityLut) {
    const signed = sampleType.startsWith('int');
    const first = modality(signed ? -(2 ** (bitsStored - 1)) : 0);
    const last = modality(signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1);
    return { window: spanning(Math.min(first, last), Math.max(first, last)), source: 'full-range' };
  }
  const kept = padding ? values.filter((value) => value < padding.from || value > padding.to) : values;
  const [low, high] = percentiles(Float32Array.from(kept.length > 0 ? kept : values, modality), [0.5, 99.5]) as [
    number,
    number,
  ];
  return { window: spanning(low, high), source: 'percentiles' };
}

/** The window that shows `low` as black and `high` as white; a picture of one value gets a width of 1 above it. */
export function spanning(low: number, high: number): Window {
  // a picture without one number: nothing to see, in a window that can be drawn
  if (!Number.isFinite(low) || !Number.isFinite(high)) return spanning(0, 1);
  if (!(high > low)) return { center: low + 0.5, width: 1, function: 'LINEAR_EXACT' };
  if (Number.isInteger(low) && Number.isInteger(high)) {
    return { center: (low + high + 1) / 2, width: high - low + 1, function: 'LINEAR' };
  }
  return { center: (low + high) / 2, width: high - low, function: 'LINEAR_EXACT' };
}

/**
 * The width with which a window is drawn. One of width 1 is a threshold (PS3.3 C.11.2.1.2.1): its range of greys is empty, and a
 * graphics card that divides by it draws anything. A little wider it parts the same whole numbers.
 */
export function drawnWidth({ width, function: shape }: Pick<Window, 'width' | 'function'>): number {
  return shape === 'LINEAR' ? Math.max(width, THRESHOLD_WIDTH) : width;
}

const THRESHOLD_WIDTH = 1 + 2 ** -6;

/** Black and white of a window as a range of values (PS3.3 C.11.2.1.2 and C.11.2.1.3). */
export function rangeOf(window: Window): { lower: number; upper: number } {
  const { center, function: shape } = window;
  const width = drawnWidth(window);
  if (shape === 'LINEAR_EXACT') return { lower: center - width / 2, upper: center + width / 2 };
  return { lower: center - 0.5 - (width - 1) / 2, upper: center - 0.5 + (width - 1) / 2 };
}

/** The window of a range of values, the inverse of {@link rangeOf}. */
export function windowOf(range: { lower: number; upper: number }, shape: Window['function']): Window {
  const { lower, upper } = range;
  if (shape === 'LINEAR_EXACT') return { center: (lower + upper) / 2, width: upper - lower, function: shape };
  return { center: (lower + upper + 1) / 2, width: upper - lower + 1, function: shape };
}
