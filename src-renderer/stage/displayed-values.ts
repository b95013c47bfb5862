import type { Frame, SampleArray } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';

export type DisplayedArray = Uint8Array | Int16Array | Uint16Array | Float32Array;

/**
 * The values that windows act on: stored values with the modality table or rescale applied, then the VOI table where the
 * file has one. In the narrowest type that holds them exactly, the same for every slice of a description. Colour becomes
 * 8 bits a sample.
 *
 * @returns rows × columns × samples, samples interleaved
 */
export function displayedValues(
  frame: Pick<Frame, 'values' | 'samplesPerPixel'>,
  description: PixelDescription,
): DisplayedArray {
  const { values } = frame;
  if (frame.samplesPerPixel === 3) return colourInEightBits(values, description.bitsStored);
  const { rescale, modalityLut, voiLut, sampleType } = description;
  const identity = !modalityLut && rescale.intercept === 0 && (rescale.slope === 1 || rescale.slope === 0);
  if (identity && !voiLut) return narrowed(values);
  const modality = modalityOf(description);
  if (voiLut) {
    const { first, values: entries } = voiLut;
    const look = (value: number) => entries[Math.min(entries.length - 1, Math.max(0, Math.round(value) - first))] ?? 0;
    return mapped(values, (stored) => look(modality(stored)), new Uint16Array(values.length));
  }
  if (modalityLut) {
    return modalityLut.bits <= 16
      ? mapped(values, modality, new Uint16Array(values.length))
      : mapped(values, modality, new Float32Array(values.length));
  }
  const whole = Number.isInteger(rescale.slope) && Number.isInteger(rescale.intercept);
  const [low, high] = storedRange(sampleType);
  const ends = [modality(low), modality(high)];
  const fits = (from: number, to: number) => whole && Math.min(...ends) >= from && Math.max(...ends) <= to;
  if (fits(-32_768, 32_767)) return mapped(values, modality, new Int16Array(values.length));
  if (fits(0, 65_535)) return mapped(values, modality, new Uint16Array(values.length));
  return mapped(values, modality, new Float32Array(values.length));
}

function narrowed(values: SampleArray): DisplayedArray {
  if (values instanceof Uint8Array || values instanceof Int16Array || values instanceof Uint16Array) return values;
  return values instanceof Int8Array ? Int16Array.from(values) : Float32Array.from(values);
}

function mapped<A extends DisplayedArray>(values: SampleArray, map: (stored: number) => number, out: A): A {
  for (let i = 0; i < values.length; i++) out[i] = map(values[i] as number);
  return out;
}

function colourInEightBits(values: SampleArray, bitsStored: number): Uint8Array {
  if (values instanceof Uint8Array && bitsStored === 8) return values;
  const white = 2 ** bitsStored - 1;
  return Uint8Array.from(values, (value) => Math.round((value * 255) / white));
}

function storedRange(type: PixelDescription['sampleType']): [number, number] {
  const bits = type.endsWith('8') ? 8 : type.endsWith('16') ? 16 : 32;
  return type.startsWith('int') ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
