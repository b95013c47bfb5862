import { pixelsOfFrame } from './frame-attributes.ts';
import type { PixelDescription, SampleType } from './instance.ts';
import type { Plane, SeriesInstance } from './series-plane.ts';

/** How a slice's stored values become the volume's: `value * factor + offset`, or through a table. */
export interface SliceScale {
  readonly factor: number;
  readonly offset: number;
  /** Modality LUT of the slice: entry `i` belongs to stored value `first + i`, values outside are clamped. */
  readonly table: PixelDescription['modalityLut'];
}

/** One scale for all slices of a volume. */
export interface VolumeScale {
  readonly sampleType: SampleType;
  /** Voxel value → modality value: `value * slope + intercept`. */
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string | null;
  /** Voxel values that are no part of the picture; null: none, or not the same in all slices. */
  readonly padding: { readonly from: number; readonly to: number } | null;
  /** In the order of the slices. null: every slice as it is stored. */
  readonly slices: readonly SliceScale[] | null;
  /** `none`: stored values; `exact`: other numbers for the same modality values; `rounded`: modality values as float32. */
  readonly conversion: 'none' | 'exact' | 'rounded';
}

type Scaled = Pick<PixelDescription, 'sampleType' | 'bitsStored' | 'rescale' | 'modalityLut' | 'padding'>;

/** Slopes written as decimals are multiples of each other up to this much. */
const SAME = 1e-12;

const SIGNED: readonly SampleType[] = ['int8', 'int16', 'int32'];
const UNSIGNED: readonly SampleType[] = ['uint8', 'uint16', 'uint32'];

/**
 * The one scale on which all slices of a volume can be held: stored values where they are scaled alike, else whole numbers
 * that mean the same modality values exactly (slopes and intercepts that are multiples of the smallest slope), else modality
 * values as float32.
 */
export function volumeScale<T extends SeriesInstance>(planes: readonly Plane<T>[]): VolumeScale {
  const slices = planes.map(({ instance, frame }): Scaled => pixelsOfFrame(instance.description.pixels, frame));
  const [first] = slices as [Scaled, ...Scaled[]];
  const units = new Set(slices.map(({ rescale }) => rescale.unit));
  const unit = units.size === 1 ? first.rescale.unit : null;
  const { slope, intercept } = first.rescale;
  const alike = slices.every(
    ({ rescale, modalityLut, sampleType }) =>
      rescale.slope === slope && rescale.intercept === intercept && !modalityLut && sampleType === first.sampleType,
  );
  if (alike) {
    const scale = { sampleType: first.sampleType, slope, intercept, unit };
    return { ...scale, padding: commonPadding(slices, null), slices: null, conversion: 'none' };
  }
  return exactScale(slices, unit) ?? roundedScale(slices, unit);
}

function exactScale(slices: readonly Scaled[], unit: string | null): VolumeScale | null {
  if (slices.some(({ sampleType }) => sampleType.startsWith('float'))) return null;
  const tabled = slices.some(({ modalityLut }) => modalityLut);
  const [{ rescale }] = slices as [Scaled, ...Scaled[]];
  const slope = tabled ? 1 : Math.min(...slices.map((slice) => Math.abs(slice.rescale.slope)));
  const intercept = tabled ? 0 : rescale.intercept;
  const scales: SliceScale[] = [];
  let [least, most] = [Infinity, -Infinity];
  for (const slice of slices) {
    const table = slice.modalityLut;
    const factor = table ? 1 : wholeTimes(slice.rescale.slope, slope);
    const offset = table ? 0 : wholeTimes(slice.rescale.intercept - intercept, slope);
    if (factor === null || offset === null || table?.values.some((value) => !Number.isInteger(value))) return null;
    scales.push({ factor, offset, table });
    const [low, high] = table ? extent(table.values) : storedRange(slice);
    least = Math.min(least, low * factor + offset, high * factor + offset);
    most = Math.max(most, low * factor + offset, high * factor + offset);
  }
  const sampleType = typeFor(least, most);
  if (!sampleType) return null;
  return {
    sampleType,
    slope,
    intercept,
    unit,
    padding: commonPadding(slices, scales),
    slices: scales,
    conversion: 'exact',
  };
}

function roundedScale(slices: readonly Scaled[], unit: string | null): VolumeScale {
  const scales = slices.map(({ rescale, modalityLut }): SliceScale => {
    return { factor: rescale.slope, offset: rescale.intercept, table: modalityLut };
  });
  const padding = commonPadding(slices, scales);
  return { sampleType: 'float32', slope: 1, intercept: 0, unit, padding, slices: scales, conversion: 'rounded' };
}

/** How many times `unit` a value is; null: not a whole number of times. */
function wholeTimes(value: number, unit: number): number | null {
  const times = Math.round(value / unit);
  return Math.abs(times * unit - value) <= SAME * Math.max(Math.abs(value), unit) ? times || 0 : null;
}

/** What stored values can be. */
function storedRange({ sampleType, bitsStored }: Scaled): [number, number] {
  const values = 2 ** bitsStored;
  return SIGNED.includes(sampleType) ? [-values / 2, values / 2 - 1] : [0, values - 1];
}

/** The narrowest whole numbers that hold a range; null where 32 bits do not. */
function typeFor(least: number, most: number): SampleType | null {
  const types = least < 0 ? SIGNED : UNSIGNED;
  const fits = (_: SampleType, i: number) => {
    const values = 2 ** (8 * 2 ** i);
    return least < 0 ? least >= -values / 2 && most < values / 2 : most < values;
  };
  return types.find(fits) ?? null;
}

function commonPadding(slices: readonly Scaled[], scales: readonly SliceScale[] | null): VolumeScale['padding'] {
  const converted = slices.map(({ padding }, i) => {
    const scale = scales?.[i];
    if (!padding || !scale) return padding;
    const [from, to] = [scaledValue(padding.from, scale), scaledValue(padding.to, scale)];
    return { from: Math.min(from, to), to: Math.max(from, to) };
  });
  const [first] = converted;
  return first && converted.every((other) => other?.from === first.from && other.to === first.to) ? first : null;
}

/** A stored value on the volume's scale. */
export function scaledValue(stored: number, { factor, offset, table }: SliceScale): number {
  if (!table) return stored * factor + offset;
  const { values, first } = table;
  return values[Math.min(Math.max(stored - first, 0), values.length - 1)] ?? 0;
}

function extent(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
