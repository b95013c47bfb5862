import { directionsOf } from './affine.ts';
import type { PlacedPlane } from './series-plane.ts';
import { dot, type Vector } from './vectors.ts';

/** Planes nearer to each other than this, in millimetres, lie at one place, filmed again (Slicer's slice tolerance). */
const SAME_PLACE_MM = 0.01;
/** … or, under a microscope, nearer than this share of a pixel. */
const SAME_PLACE_PIXELS = 0.1;

/** A place along the normal of a stack and the planes that lie there. */
export interface Place<T> {
  /** Distance from the patient's origin along the normal. */
  readonly mm: number;
  readonly planes: PlacedPlane<T>[];
}

/** The direction along which planes of one orientation are stacked: row × column direction of the first one. */
export function normalOf<T>(planes: readonly PlacedPlane<T>[]): Vector {
  return directionsOf(planes[0]?.orientation ?? []).normal;
}

/** Places of planes of one orientation in ascending order along their normal; planes at one place keep their order. */
export function placesAlong<T>(planes: readonly PlacedPlane<T>[]): Place<T>[] {
  const normal = normalOf(planes);
  const placed = planes.map((plane) => ({ plane, mm: dot(normal, plane.positionMm) })).sort((a, b) => a.mm - b.mm);
  const pixelMm = planes[0]?.rowMm ?? Infinity;
  const samePlaceMm = Math.min(SAME_PLACE_MM, SAME_PLACE_PIXELS * pixelMm);
  const places: Place<T>[] = [];
  for (const { plane, mm } of placed) {
    const last = places.at(-1);
    if (last && mm - last.mm <= samePlaceMm) last.planes.push(plane);
    else places.push({ mm, planes: [plane] });
  }
  return places;
}
