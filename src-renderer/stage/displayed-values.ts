import type { Frame, SampleArray } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';

const ARRAYS = { Uint8Array, Int16Array, Uint16Array, Float32Array };
export type DisplayedType = keyof typeof ARRAYS;
export type DisplayedArray = Uint8Array | Int16Array | Uint16Array | Float32Array;
type Described = Pick<PixelDescription, 'samplesPerPixel' | 'rescale' | 'modalityLut' | 'voiLut' | 'sampleType'>;

const IDENTICAL: Readonly<Record<PixelDescription['sampleType'], DisplayedType>> = {
  uint8: 'Uint8Array',
  int8: 'Int16Array',
  uint16: 'Uint16Array',
  int16: 'Int16Array',
  uint32: 'Float32Array',
  int32: 'Float32Array',
  float32: 'Float32Array',
  float64: 'Float32Array',
};

/** The narrowest type that holds the displayed values of a frame exactly, whatever they are. */
export function displayedType({ samplesPerPixel, rescale, modalityLut, voiLut, sampleType }: Described): DisplayedType {
  if (samplesPerPixel === 3) return 'Uint8Array';
  if (voiLut) return 'Uint16Array';
  if (modalityLut) return modalityLut.bits <= 16 ? 'Uint16Array' : 'Float32Array';
  if (isIdentity(rescale)) return IDENTICAL[sampleType];
  const whole = Number.isInteger(rescale.slope) && Number.isInteger(rescale.intercept);
  const modality = modalityOf({ rescale, modalityLut });
  const ends = storedRange(sampleType).map(modality);
  const fits = (from: number, to: number) => whole && Math.min(...ends) >= from && Math.max(...ends) <= to;
  if (fits(-32_768, 32_767)) return 'Int16Array';
  return fits(0, 65_535) ? 'Uint16Array' : 'Float32Array';
}

/** One type for the displayed values of all these frames: their own where it is the same, else the one that holds any. */
export function commonType(frames: Iterable<Described>): DisplayedType {
  const types = new Set<DisplayedType>();
  for (const frame of frames) if (frame.samplesPerPixel === 1) types.add(displayedType(frame));
  const [type = 'Float32Array', ...others] = types;
  return others.length === 0 ? type : 'Float32Array';
}

/**
 * The values that windows act on: stored values with the modality table or rescale applied, then the VOI table where the
 * file has one. Colour becomes 8 bits a sample.
 *
 * @param type of a grey frame's values, which holds them: its own, or the one of all slices of its series
 * @returns rows × columns × samples, samples interleaved
 */
export function displayedValues(
  frame: Pick<Frame, 'values' | 'samplesPerPixel'>,
  description: PixelDescription,
  type: DisplayedType = displayedType(description),
): DisplayedArray {
  const { values } = frame;
  if (frame.samplesPerPixel === 3) return colourInEightBits(values, description.bitsStored);
  const { voiLut, modalityLut, rescale } = description;
  if (isIdentity(rescale) && !modalityLut && !voiLut && values instanceof ARRAYS[type]) return values;
  const modality = modalityOf(description);
  const out = new ARRAYS[type](values.length);
  if (!voiLut) return mapped(values, modality, out);
  const { first, values: entries } = voiLut;
  const look = (value: number) => entries[Math.min(entries.length - 1, Math.max(0, Math.round(value) - first))] ?? 0;
  return mapped(values, (stored) => look(modality(stored)), out);
}

const isIdentity = ({ slope, intercept }: PixelDescription['rescale']) =>
  intercept === 0 && (slope === 1 || slope === 0);

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
