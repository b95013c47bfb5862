import type { SampleArray } from './frame.ts';
import type { LookupTable, PixelDescription, Window } from './instance.ts';
import { percentiles, type ValueRange } from './percentiles.ts';
import { tabled, tabledPercentiles, type TabledPicture } from './tabled-picture.ts';

type Described = Pick<
  PixelDescription,
  | 'samplesPerPixel'
  | 'photometric'
  | 'bitsStored'
  | 'sampleType'
  | 'rescale'
  | 'modalityLut'
  | 'windows'
  | 'voiLut'
  | 'padding'
>;

const BLACK_PERCENTILE = 0.5;
const WHITE_PERCENTILE = 99.5;

/**
 * The picture as a person would see it first, 0 (black) to 255 (white): modality LUT or rescale (PS3.3 C.11.1), then VOI
 * LUT or the first window (C.11.2); without either, 8-bit or narrower data fill the range as they are and wider data are
 * stretched between the percentiles 0.5 and 99.5, padding left out. MONOCHROME1 is inverted at the end. RGB is scaled to
 * 0–255 and nothing else.
 *
 * Values are not rounded to 8 bits: the same film as a JPEG, as DICOM without a window and as DICOM with a window must
 * reach a network as the same numbers, and rounding would let the way in which a window was written decide. What is no
 * number is seen as 0.
 *
 * @param values stored values, rows × columns × samplesPerPixel, samples interleaved
 * @returns rows × columns × samplesPerPixel, samples interleaved
 */
export function presentationOf(values: SampleArray, description: Described): Float32Array {
  if (description.samplesPerPixel === 3) return mapped(values, seenColourOf(description));
  return mapped(values, seenOf(values, description));
}

/** Stored value → what is seen of it, 0–255, of each sample of a colour picture. */
export function seenColourOf({ bitsStored }: Pick<Described, 'bitsStored'>): (stored: number) => number {
  return scaleOf(0, 2 ** bitsStored - 1);
}

/**
 * The modality values that stand for padding (PS3.3 C.7.5.1.1.2), from the least to the largest; null: there is no padding.
 * Through a modality LUT a value of the picture that shares padding's entry is among them.
 */
export function absentModalityOf({
  padding,
  ...scaled
}: Pick<Described, 'padding' | 'rescale' | 'modalityLut'>): ValueRange | null {
  if (!padding) return null;
  const modality = modalityOf(scaled);
  const [a, b] = [Math.fround(modality(padding.from)), Math.fround(modality(padding.to))];
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

/** Stored value → what is seen of it, of a grey picture. */
function seenOf(values: SampleArray, description: Described): (stored: number) => number {
  const modality = modalityOf(description);
  const voi = voiOf(values, description, modality);
  const invert = description.photometric === 'MONOCHROME1';
  return (stored) => {
    const seen = voi(modality(stored));
    if (Number.isNaN(seen)) return 0;
    return invert ? 255 - seen : seen;
  };
}

/**
 * {@link presentationOf} with one sample a pixel: colour becomes its luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
 * @returns rows × columns, 0–255, not rounded
 */
export function greyPresentationOf(values: SampleArray, description: Described): Float32Array {
  const seen = presentationOf(values, description);
  if (description.samplesPerPixel === 1) return seen;
  const grey = new Float32Array(seen.length / 3);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      0.299 * (seen[i * 3] as number) + 0.587 * (seen[i * 3 + 1] as number) + 0.114 * (seen[i * 3 + 2] as number);
  }
  return grey;
}

/**
 * {@link greyPresentationOf} of a grey picture of at most 16 bits, without touching every pixel: its values by code. Null
 * for colour and for wider samples.
 */
export function greyTableOf(values: SampleArray, description: Described): TabledPicture | null {
  return description.samplesPerPixel === 1 ? tabled(values, seenOf(values, description)) : null;
}

/**
 * Stored value → modality value: the modality LUT, else `value * slope + intercept` (PS3.3 C.11.1). A slope of 0 would
 * make every picture flat and counts as 1, as the reader warns (`dicom-no-scale`).
 */
export function modalityOf({
  rescale,
  modalityLut,
}: Pick<Described, 'rescale' | 'modalityLut'>): (stored: number) => number {
  if (modalityLut) return (stored) => lookUp(modalityLut, stored);
  const slope = rescale.slope === 0 ? 1 : rescale.slope;
  return (stored) => stored * slope + rescale.intercept;
}

/**
 * A window's output for a modality value, 0–255, by the letter of PS3.3 C.11.2.1.2.1 (LINEAR) and C.11.2.1.3 (LINEAR_EXACT,
 * SIGMOID). LINEAR is not defined for a width below 1 and is then taken as LINEAR_EXACT.
 */
export function windowed({ center, width, function: shape }: Window): (value: number) => number {
  if (shape === 'SIGMOID') return (value) => 255 / (1 + Math.exp((-4 * (value - center)) / width));
  if (shape === 'LINEAR' && width >= 1) {
    const low = center - 0.5 - (width - 1) / 2;
    const high = center - 0.5 + (width - 1) / 2;
    return (value) => {
      if (value <= low) return 0;
      if (value > high) return 255;
      return ((value - (center - 0.5)) / (width - 1) + 0.5) * 255;
    };
  }
  return (value) => {
    if (value <= center - width / 2) return 0;
    if (value > center + width / 2) return 255;
    return ((value - center) / width + 0.5) * 255;
  };
}

function voiOf(
  values: SampleArray,
  description: Described,
  modality: (stored: number) => number,
): (value: number) => number {
  const { voiLut, windows, bitsStored, sampleType, padding, modalityLut } = description;
  if (voiLut) {
    const white = 2 ** voiLut.bits - 1;
    return (value) => (255 * lookUp(voiLut, value)) / white;
  }
  const window = windows[0];
  if (window) return windowed(window);
  if (bitsStored <= 8 && !modalityLut) {
    const signed = sampleType.startsWith('int');
    const first = modality(signed ? -(2 ** (bitsStored - 1)) : 0);
    const last = modality(signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1);
    return scaleOf(Math.min(first, last), Math.max(first, last));
  }
  return stretched(values, padding, modality);
}

/** Between the percentiles of the modality values; a picture of one value only is black. */
function stretched(
  values: SampleArray,
  padding: Described['padding'],
  modality: (stored: number) => number,
): (value: number) => number {
  const [low, high] = modalityPercentiles(values, padding, modality) as [number, number];
  return high > low ? scaleOf(low, high) : () => 0;
}

/** Padding does not count, unless there is nothing else. */
function modalityPercentiles(
  values: SampleArray,
  padding: Described['padding'],
  modality: (stored: number) => number,
): number[] {
  const at = [BLACK_PERCENTILE, WHITE_PERCENTILE];
  const stored = tabled(values, (value) => value);
  if (!stored) {
    const kept = padding ? values.filter((value) => value < padding.from || value > padding.to) : values;
    return percentiles(mapped(kept.length > 0 ? kept : values, modality), at);
  }
  const table = stored.table.map(modality);
  const counted = (value: number) => !padding || value < padding.from || value > padding.to;
  const counts = stored.counts.map((count, code) => (counted(stored.table[code] as number) ? count : 0));
  return tabledPercentiles({ counts: counts.some((count) => count > 0) ? counts : stored.counts, table }, at);
}

function scaleOf(low: number, high: number): (value: number) => number {
  return (value) => Math.min(255, Math.max(0, ((value - low) * 255) / (high - low)));
}

function lookUp({ first, values }: LookupTable, input: number): number {
  const index = Math.min(values.length - 1, Math.max(0, Math.round(input) - first));
  return values[index] ?? 0;
}

/** Applies a function of one value to all. Up to 16 bits it is worked out once a distinct value, not once a pixel. */
function mapped(values: SampleArray, map: (value: number) => number): Float32Array {
  const out = new Float32Array(values.length);
  if (values.BYTES_PER_ELEMENT > 2) {
    for (let i = 0; i < values.length; i++) out[i] = map(values[i] as number);
    return out;
  }
  const span = values.BYTES_PER_ELEMENT === 1 ? 256 : 65_536;
  const table = new Float32Array(span);
  const seen = new Uint8Array(span);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const slot = value & (span - 1);
    if (!seen[slot]) {
      seen[slot] = 1;
      table[slot] = map(value);
    }
    out[i] = table[slot] as number;
  }
  return out;
}
