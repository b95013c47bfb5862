import type { Distinction } from './acquisition.ts';
import { gapsBetween } from './series-gaps.ts';
import { isPlaced, type PlacedPlane, type Plane, type SeriesInstance } from './series-plane.ts';
import { placesAlong, type Place } from './series-places.ts';

/** What a stack was told apart by from its neighbours in the series. */
export type Trait =
  | 'size'
  | 'samples'
  | 'modality'
  | 'frame-of-reference'
  | 'localizer'
  | 'position'
  | 'orientation'
  | 'image-type'
  | 'echo'
  | 'b-value'
  | 'time'
  | 'stack'
  | 'acquisition'
  | 'trigger'
  | 'repetition';

/** Planes that belong into one pile. */
export interface Stack<T> {
  readonly planes: readonly Plane<T>[];
  readonly apartBy: readonly Trait[];
}

/** Direction cosines that differ by less are one direction (OHIF: 0.01); what is left shows in the grid's error. */
const SAME_DIRECTION = 1e-3;
/** Beyond as many directions (radial scans have tens) only equal cosines count as one. */
const MOST_DIRECTIONS = 64;

/** Planes that differ in one of these never share a pile. */
const ALWAYS: readonly { trait: Trait; of: (plane: Plane<SeriesInstance>) => string }[] = [
  { trait: 'modality', of: ({ instance }) => instance.description.gate.modality ?? '' },
  { trait: 'localizer', of: ({ distinction }) => String(isLocalizer(distinction)) },
  { trait: 'size', of: ({ rows, columns }) => `${rows}×${columns}` },
  { trait: 'samples', of: ({ samplesPerPixel }) => String(samplesPerPixel) },
  { trait: 'frame-of-reference', of: frameOfReference },
  { trait: 'position', of: (plane) => String(isPlaced(plane)) },
];

/** Planes that differ in one of these share a pile as long as that makes sense of their places; see {@link stacksOf}. */
const WHERE_NEEDED: readonly {
  trait: Trait;
  of: (distinction: Distinction) => unknown;
  /** Only images of one place: a slice may be missing where the clock goes on. */
  atOnePlace?: boolean;
}[] = [
  { trait: 'image-type', of: ({ imageType }) => imageType },
  { trait: 'echo', of: ({ echoTimeMs }) => echoTimeMs },
  { trait: 'b-value', of: ({ bValue }) => bValue },
  { trait: 'stack', of: ({ stack }) => stack },
  { trait: 'time', of: ({ temporalPosition }) => temporalPosition },
  { trait: 'acquisition', of: ({ acquisitionNumber }) => acquisitionNumber },
  { trait: 'trigger', of: ({ triggerTimeMs }) => triggerTimeMs },
  { trait: 'time', of: ({ acquiredAtS }) => acquiredAtS ?? null, atOnePlace: true },
];

/** (0020,0052); an instance without one shares its place with others without one. */
export function frameOfReference({ instance }: Plane<SeriesInstance>): string {
  return instance.description.acquisition?.frameOfReferenceUid ?? '';
}

/** Slices beside each other in one picture (Siemens): where each of them lies stands in private elements. */
export function isMosaic({ imageType }: Distinction): boolean {
  return imageType?.split('\\').includes('MOSAIC') ?? false;
}

export function isLocalizer({ imageType }: Distinction): boolean {
  return imageType?.split('\\').includes('LOCALIZER') ?? false;
}

/**
 * Sorts the planes of one series into piles.
 *
 * Modality, size, samples a pixel, frame of reference, orientation, and being a localizer or without a place always set
 * apart. Echo, b-value, time, stack, acquisition, image type and trigger do where they tell images of one place apart, or
 * where each of them alone is evenly stacked and all together are not: scanners also number every slice. What then still
 * lies at one place as often everywhere (a series in time without numbers) is told apart by its order.
 *
 * @returns piles in the order of their first planes, planes in the given order
 */
export function stacksOf<T extends SeriesInstance>(planes: readonly Plane<T>[]): Stack<T>[] {
  let stacks: Stack<T>[] = [{ planes, apartBy: [] }];
  for (const { trait, of } of ALWAYS)
    stacks = stacks.flatMap((stack) => apart(stack, trait, grouped(stack.planes, of)));
  stacks = stacks.flatMap((stack) => apart(stack, 'orientation', byDirection(stack.planes)));
  return stacks.flatMap((stack) => whereNeeded(stack, 0));
}

function whereNeeded<T extends SeriesInstance>(stack: Stack<T>, from: number): Stack<T>[] {
  const placed = stack.planes.filter(isPlaced);
  if (placed.length < stack.planes.length) return apart(stack, 'time', volumesOfGrid(stack.planes));
  const places = placesAlong(placed);
  if (places.length < 2) return [stack];
  for (let i = from; i < WHERE_NEEDED.length; i++) {
    const { trait, of, atOnePlace = false } = WHERE_NEEDED[i] as (typeof WHERE_NEEDED)[number];
    if (atOnePlace && places.every(({ planes }) => planes.length === 1)) continue;
    const groups = grouped(placed, ({ distinction }) => JSON.stringify(of(distinction)));
    if (groups.length < 2 || !makesSense(places, groups)) continue;
    return apart(stack, trait, groups).flatMap((part) => whereNeeded(part, i + 1));
  }
  return apart(stack, 'repetition', byRepetition(places));
}

/** Slices of a slanted grid have no cosines, so no place of their own; the volumes of such a file are told apart by time. */
function volumesOfGrid<T extends SeriesInstance>(planes: readonly Plane<T>[]): Plane<T>[][] {
  if (!planes.every(({ instance }) => instance.description.pixels.affine)) return [];
  return grouped(planes, ({ distinction }) => String(distinction.temporalPosition));
}

/** Whether groups are evenly stacked where all together are not, or have fewer planes at one place without falling to bits. */
function makesSense<T>(places: readonly Place<T>[], groups: readonly PlacedPlane<T>[][]): boolean {
  const each = groups.map((group) => placesAlong(group));
  const repeated = (among: readonly Place<T>[]) => among.reduce((sum, { planes }) => sum + planes.length - 1, 0);
  const whole = repeated(places);
  if (whole > 0) {
    const left = each.reduce((sum, among) => sum + repeated(among), 0);
    const covered = each.reduce((sum, among) => sum + among.length, 0) / each.length;
    return left < whole && covered >= places.length / 2;
  }
  return isUneven(places) && each.every((among) => among.length > 1 && !isUneven(among));
}

function isUneven<T>(places: readonly Place<T>[]): boolean {
  return gapsBetween(places.map(({ mm }) => mm)).length > 0;
}

/** The first planes of all places, the second ones …, where most places hold several. */
function byRepetition<T extends SeriesInstance>(places: readonly Place<T>[]): PlacedPlane<T>[][] {
  const counts = places.map(({ planes }) => planes.length).sort((a, b) => a - b);
  if ((counts[Math.floor((counts.length - 1) / 2)] as number) < 2) return [];
  const repetitions: PlacedPlane<T>[][] = [];
  for (const { planes } of places) {
    inTime(planes).forEach((plane, i) => (repetitions[i] ??= []).push(plane));
  }
  return repetitions;
}

/** By temporal position, trigger, acquisition, instance number, time of acquisition and frame. */
export function inTime<T extends SeriesInstance, P extends Plane<T>>(planes: readonly P[]): P[] {
  const keys = ({ distinction, instance, frame }: P) => [
    distinction.temporalPosition,
    distinction.triggerTimeMs,
    distinction.acquisitionNumber,
    instance.description.instanceNumber,
    distinction.acquiredAtS,
    frame,
  ];
  return [...planes].sort((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    for (let i = 0; i < left.length; i++) {
      const difference = (left[i] ?? Infinity) - (right[i] ?? Infinity);
      if (difference < 0 || difference > 0) return difference;
    }
    return 0;
  });
}

function apart<T>(stack: Stack<T>, trait: Trait, groups: readonly (readonly Plane<T>[])[]): Stack<T>[] {
  if (groups.length < 2) return [stack];
  return groups.map((planes) => ({ planes, apartBy: [...stack.apartBy, trait] }));
}

function grouped<P>(planes: readonly P[], of: (plane: P) => string): P[][] {
  const groups = new Map<string, P[]>();
  for (const plane of planes) {
    const key = of(plane);
    const group = groups.get(key);
    if (group) group.push(plane);
    else groups.set(key, [plane]);
  }
  return [...groups.values()];
}

/** Planes grouped by the direction of their rows and columns; those without one together. */
export function byDirection<P extends Plane<unknown>>(planes: readonly P[]): P[][] {
  const groups: { cosines: readonly number[] | null; planes: P[] }[] = [];
  let last: (typeof groups)[number] | undefined;
  const exact = new Map<string, (typeof groups)[number]>();
  for (const plane of planes) {
    const fits = ({ cosines }: (typeof groups)[number]) => isSameDirection(cosines, plane.orientation);
    let group = last && fits(last) ? last : groups.slice(0, MOST_DIRECTIONS).find(fits);
    group ??= exact.get(String(plane.orientation));
    if (!group) {
      group = { cosines: plane.orientation, planes: [] };
      groups.push(group);
      exact.set(String(plane.orientation), group);
    }
    group.planes.push(plane);
    last = group;
  }
  return groups.map((group) => group.planes);
}

function isSameDirection(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (!a || !b) return a === b;
  return a.every((cosine, i) => Math.abs(cosine - (b[i] ?? NaN)) < SAME_DIRECTION);
}
