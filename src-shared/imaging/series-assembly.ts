import type { Coded } from '../contract/coded.ts';
import { frameSet, stackedSet, type DisplaySet } from './series-display-set.ts';
import { framesWithout } from './series-frames.ts';
import { mixtureOf, unlabelled } from './series-mixture.ts';
import { missingParts, wholeObjects } from './series-concatenations.ts';
import { isPlaced, planesOf, type SeriesInstance } from './series-plane.ts';
import { stacksOf } from './series-stacks.ts';

/** A series sorted into what is looked at together. */
export interface AssembledSeries<T> {
  /** In reading order: by their first instance number. */
  readonly displaySets: readonly DisplaySet<T>[];
  /** What is so of the series as a whole: it mixes what belongs apart. */
  readonly warnings: readonly Coded[];
}

/**
 * Sorts the instances of one series into display sets, orders each along its normal, and says what is wrong with them.
 * Nothing is left out: every frame is in exactly one display set. A multi-frame instance never shares one with others but
 * with those of its concatenation: an enhanced object that was written in parts.
 *
 * Codes, and the display-set message of OHIF whose case each covers: `series-no-position` (NO_POSITION_INFORMATION),
 * `series-not-volume` (NOT_RECONSTRUCTABLE), `frames-no-spacing`, `frames-no-orientation`, `frames-no-position`
 * (MULTIFRAME_NO_PIXEL_MEASUREMENTS, _NO_ORIENTATION, _NO_POSITION_INFORMATION), `series-gap` (MISSING_FRAMES),
 * `series-spacing-uneven` (IRREGULAR_SPACING), `series-size-mixed` (INCONSISTENT_DIMENSIONS), `series-samples-mixed`
 * (INCONSISTENT_COMPONENTS), `series-orientation-mixed` (INCONSISTENT_ORIENTATIONS), `series-position-inconsistent`
 * (INCONSISTENT_POSITION_INFORMATION); `series-unlabelled` where no UID says that they are one series. Files without a readable picture (NO_VALID_INSTANCES, UNSUPPORTED_DISPLAYSET) never
 * get here: they are refused by name or listed as documents when they are read.
 *
 * @param instances of one series in the order of reading, at least one
 */
export function assembleSeries<T extends SeriesInstance>(instances: readonly T[]): AssembledSeries<T> {
  const objects = wholeObjects(instances);
  const singles = objects
    .filter(isSingle)
    .flat()
    .flatMap(planesOf<T>);
  const stacks = singles.length > 0 ? stacksOf<T>(singles) : [];
  const warnings = [...unlabelled(instances), ...mixtureOf(singles)];
  const sets = stacks.map((stack) => stackedSet(stack));
  for (const parts of objects) {
    warnings.push(...missingParts(parts));
    if (isSingle(parts)) continue;
    const planes = parts.flatMap(planesOf<T>);
    const [{ description }] = parts as [T, ...T[]];
    // The frames of a segmentation are its segments: they share places on purpose.
    const slices = description.gate.modality !== 'SEG';
    sets.push(...(slices ? stacksOf<T>(planes) : [{ planes, apartBy: [] }]).map((stack) => frameSet(stack, slices)));
    warnings.push(...framesWithout(description));
    if (slices && planes.every(isPlaced)) warnings.push(...mixtureOf(planes));
  }
  return { displaySets: inReadingOrder(sets), warnings };
}

/** An object of one frame, which may be a slice among others. */
function isSingle<T extends SeriesInstance>([first, ...others]: readonly T[]): boolean {
  return others.length === 0 && first?.description.pixels.frames === 1;
}

function inReadingOrder<T extends SeriesInstance>(sets: readonly DisplaySet<T>[]): DisplaySet<T>[] {
  const first = new Map<DisplaySet<T>, number>();
  for (const set of sets) {
    let least = Infinity;
    for (const { instance } of set.planes) least = Math.min(least, instance.description.instanceNumber ?? Infinity);
    first.set(set, least);
  }
  const of = (set: DisplaySet<T>) => Math.min(first.get(set) as number, Number.MAX_VALUE);
  return [...sets].sort((a, b) => of(a) - of(b));
}
