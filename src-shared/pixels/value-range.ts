import type { InputRange } from '../findings/model-input.ts';
import { percentiles, type ValueRange } from '../imaging/percentiles.ts';
import { revalued, tabledPercentiles } from '../imaging/tabled-picture.ts';
import { valuesOf, type Plane } from './channels.ts';

/** The two values that become 0 and 1. `cut`: what lies outside is held at the ends. */
export interface RangeEnds {
  readonly low: number;
  readonly high: number;
  readonly cut: boolean;
}

/**
 * The ends of a network's value range for a picture or a volume. Percentiles are numpy's (`linear`), over all planes
 * together; smallest and largest leave out what is no number.
 *
 * @param planes all that the network will see; the same plane repeated counts once
 * @param absentIn values of a plane that do not count (padding); where nothing else is left, all count
 * @param source what the planes hold: for `none`, presentation is divided by 255 and modality values stay
 */
export function rangeEnds(
  planes: readonly Plane[],
  range: InputRange,
  source: 'presentation' | 'modality',
  absentIn: (plane: Plane) => ValueRange | null = () => null,
): RangeEnds {
  switch (range.method) {
    case 'window':
      return { low: range.low, high: range.high, cut: true };
    case 'none':
      return { low: 0, high: source === 'presentation' ? 255 : 1, cut: false };
    case 'percentile':
      return { ...percentileEnds(countedOf([...new Set(planes)], absentIn), [range.low, range.high]), cut: true };
    case 'min-max':
      return { ...percentileEnds(countedOf([...new Set(planes)], absentIn), [0, 100]), cut: true };
  }
}

/** The planes without what does not count; as they are where nothing would be left. */
function countedOf(planes: readonly Plane[], absentIn: (plane: Plane) => ValueRange | null): readonly Plane[] {
  if (planes.every((plane) => absentIn(plane) === null)) return planes;
  const counted = planes.map((plane) => {
    const absent = absentIn(plane);
    return absent ? without(plane, absent) : plane;
  });
  const left = counted.filter((plane) => !isEmpty(plane));
  return left.length > 0 ? left : planes;
}

function without(plane: Plane, { from, to }: ValueRange): Plane {
  const counts = (value: number) => !(Math.fround(value) >= from && Math.fround(value) <= to);
  if (plane instanceof Float32Array) return plane.filter(counts);
  // what is counted by code is left out by code; the codes of several planes are read again one by one
  const kept = plane.counts.map((count, code) => (counts(plane.table[code] as number) ? count : 0));
  return { ...plane, counts: kept, codes: plane.codes.filter((code) => counts(plane.table[code] as number)) };
}

function isEmpty(plane: Plane): boolean {
  return plane instanceof Float32Array ? plane.length === 0 : plane.codes.length === 0;
}

function percentileEnds(planes: readonly Plane[], at: [number, number]): { low: number; high: number } {
  const [only] = planes as [Plane];
  const [low, high] = (
    planes.length === 1 && !(only instanceof Float32Array)
      ? tabledPercentiles(only, at)
      : percentiles(joined(planes.map(valuesOf)), at)
  ) as [number, number];
  return { low, high };
}

function joined(planes: readonly Float32Array[]): Float32Array {
  const [first] = planes as [Float32Array];
  if (planes.length === 1) return first;
  const all = new Float32Array(planes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const plane of planes) {
    all.set(plane, at);
    at += plane.length;
  }
  return all;
}

/**
 * The planes on the scale of a network's range: `low` is 0, `high` is 1; all 0 where the two are one value, and 0 for what is
 * no number (some formats mark absent voxels so).
 */
export function toRange(planes: readonly Plane[], ends: RangeEnds): Plane[] {
  const made = new Map<Plane, Plane>();
  return planes.map((plane) => {
    const known = made.get(plane);
    if (known) return known;
    const scaled =
      plane instanceof Float32Array ? allScaled(plane, ends) : revalued(plane, (value) => scaledTo(ends, value));
    made.set(plane, scaled);
    return scaled;
  });
}

/** A loop, not `map`: what is called for each value is taken into a loop, which makes it three times as fast. */
function allScaled(values: Float32Array, ends: RangeEnds): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = scaledTo(ends, values[i] as number);
  return out;
}

/** A value on the scale of a range, as {@link toRange} puts it there. */
export function scaledTo({ low, high, cut }: RangeEnds, value: number): number {
  if (!Number.isFinite(value)) return 0;
  if (!cut) return (value - low) / (high - low);
  return value > low && high > low ? Math.min(1, (value - low) / (high - low)) : 0;
}
