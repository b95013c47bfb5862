import type { Coded } from '../contract/coded.ts';
import { determinant, partsOf, type Affine } from './affine.ts';
import { fitStack, type StackGeometry } from './series-geometry.ts';
import { isPlaced, type Plane, type SeriesInstance } from './series-plane.ts';
import { placesAlong } from './series-places.ts';
import { inTime, isMosaic, type Stack, type Trait } from './series-stacks.ts';
import { cross, dot, lengthOf, unit } from './vectors.ts';

/** Planes that are looked at as one pile and, where nothing is in the way, as one volume. */
export interface DisplaySet<T> {
  /** In reading order; the slices of the geometry's affine are in this order. */
  readonly planes: readonly Plane<T>[];
  /** `position`: along the normal; `frame`: as the file has them; `number`: by instance number, the geometry is unknown. */
  readonly orderedBy: 'position' | 'number' | 'frame';
  /** What told it apart from the others of its series. */
  readonly apartBy: readonly Trait[];
  /** Of a volume, or of one place alone; null: slices that are no even grid, or whose places nobody knows. */
  readonly geometry: StackGeometry | null;
  /** How far any corner of a slice lies from the nearest even grid; null: unknown. */
  readonly errorMm: number | null;
  /** Why it is no volume, the weightiest first; empty: it is one. */
  readonly obstacles: readonly Coded[];
  readonly warnings: readonly Coded[];
}

const NO_VOLUME: Coded = { code: 'series-not-volume', details: {} };
const MOSAIC: Coded = { code: 'series-mosaic', details: {} };

/** Single frames as a display set: by position where all have one, else by instance number. */
export function stackedSet<T extends SeriesInstance>(stack: Stack<T>): DisplaySet<T> {
  if (stack.planes.some(({ distinction }) => isMosaic(distinction))) return mosaics(stack);
  const placed = stack.planes.filter(isPlaced);
  if (placed.length < stack.planes.length) {
    const planes = byNumber(stack.planes);
    return {
      ...stack,
      planes,
      orderedBy: 'number',
      geometry: null,
      errorMm: null,
      obstacles: [NO_VOLUME],
      warnings: [],
    };
  }
  const places = placesAlong(placed).map((place) => ({ ...place, planes: inTime(place.planes) }));
  const fit = fitStack<T>(places);
  const planes = places.flatMap((place) => place.planes);
  const fitted = { ...stack, planes, orderedBy: 'position' as const, errorMm: fit.geometry?.errorMm ?? null };
  if (places.length === 1 && planes.length > 1) {
    // A film in time: its frames share a place on purpose, and there is no depth to be a volume.
    return { ...fitted, geometry: fit.geometry, obstacles: [NO_VOLUME], warnings: [] };
  }
  const colour = planes.some(({ samplesPerPixel }) => samplesPerPixel > 1);
  const obstacles = colour ? [...fit.obstacles, NO_VOLUME] : fit.obstacles;
  const even = fit.obstacles.length === 0 || planes.length === 1;
  return { ...fitted, geometry: even ? fit.geometry : null, obstacles, warnings: fit.warnings };
}

/** Pictures of many slices each: the place that they state is that of no slice. */
function mosaics<T extends SeriesInstance>(stack: Stack<T>): DisplaySet<T> {
  const planes = inTime(byNumber(stack.planes)).map((plane) => ({ ...plane, positionMm: null, orientation: null }));
  const unknown = { orderedBy: 'number' as const, geometry: null, errorMm: null };
  return { ...stack, ...unknown, planes, obstacles: [MOSAIC], warnings: [MOSAIC] };
}

/**
 * Frames of one multi-frame instance as a display set. Where nothing places them it is a film.
 *
 * @param stack of one instance
 * @param slices whether its frames may be the slices of a volume
 */
export function frameSet<T extends SeriesInstance>(stack: Stack<T>, slices: boolean): DisplaySet<T> {
  const { instance } = stack.planes[0] as Plane<T>;
  const { affine } = instance.description.pixels;
  if (affine) return griddedSet(stack, affine);
  if (!slices || !stack.planes.every(isPlaced)) {
    const { planes, apartBy } = stack;
    return { planes, apartBy, orderedBy: 'frame', geometry: null, errorMm: null, obstacles: [NO_VOLUME], warnings: [] };
  }
  return stackedSet(stack);
}

/** Frames that a file itself places as one grid. */
function griddedSet<T extends SeriesInstance>({ planes, apartBy }: Stack<T>, affine: Affine): DisplaySet<T> {
  const { column, row, slice } = partsOf(affine);
  const normal = unit(cross(column, row));
  const across = Math.abs(dot(slice, normal));
  const geometry: StackGeometry = {
    affine,
    spacingMm: { row: lengthOf(row), column: lengthOf(column), slice: planes.length > 1 ? across : null },
    tiltDegrees: (Math.acos(Math.min(1, across / lengthOf(slice))) * 180) / Math.PI,
    errorMm: 0,
  };
  const obstacles: Coded[] = [];
  if (planes.length < 2) obstacles.push({ code: 'series-one-slice', details: {} });
  const times = new Set(planes.map(({ distinction }) => distinction.temporalPosition));
  const colour = planes.some(({ samplesPerPixel }) => samplesPerPixel > 1);
  if (times.size > 1 || colour || determinant(affine) === 0) obstacles.push(NO_VOLUME);
  return { planes, apartBy, orderedBy: 'frame', geometry, errorMm: 0, obstacles, warnings: [] };
}

function byNumber<T extends SeriesInstance>(planes: readonly Plane<T>[]): Plane<T>[] {
  const of = ({ instance }: Plane<T>) => instance.description.instanceNumber ?? Number.MAX_SAFE_INTEGER;
  return [...planes].sort((a, b) => of(a) - of(b));
}
