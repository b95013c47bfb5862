import { directionsOf } from './affine.ts';
import { add, dot, scale, subtract, type Vector } from './vectors.ts';

/** A slice as a rectangle in the patient. */
export interface ImagePlane {
  /** Centre of the first pixel, LPS millimetres. */
  readonly positionMm: Vector;
  /** Direction cosines of a row, then of a column. */
  readonly orientation: readonly number[];
  /** Between rows, between columns. */
  readonly rowMm: number;
  readonly columnMm: number;
  readonly rows: number;
  readonly columns: number;
  /** (0020,0052); null: unknown, and then nothing is compared. */
  readonly frameOfReferenceUid: string | null;
}

/** A place on a slice in pixels, the first pixel's centre at 0, 0; fractions allowed. */
export interface PlacePx {
  readonly column: number;
  readonly row: number;
}

/** Planes nearer to parallel than this (sine) have no line in common that is worth drawing. */
const PARALLEL = 1e-3;

/** Whether positions of two slices can be compared: they share a frame of reference (PS3.3 C.7.4.1.1.1). */
export function shareSpace(a: ImagePlane, b: ImagePlane): boolean {
  return a.frameOfReferenceUid !== null && a.frameOfReferenceUid === b.frameOfReferenceUid;
}

/** Where a pixel lies in the patient. */
export function pointAt(plane: ImagePlane, { column, row }: PlacePx): Vector {
  const { right, down } = directionsOf(plane.orientation);
  return add(plane.positionMm, add(scale(right, column * plane.columnMm), scale(down, row * plane.rowMm)));
}

/** The pixel below a point of the patient, and how far the point lies in front of the plane (along row × column). */
export function placeOf(plane: ImagePlane, pointMm: Vector): PlacePx & { readonly distanceMm: number } {
  const { right, down, normal } = directionsOf(plane.orientation);
  const from = subtract(pointMm, plane.positionMm);
  return {
    column: dot(from, right) / plane.columnMm,
    row: dot(from, down) / plane.rowMm,
    distanceMm: dot(from, normal),
  };
}

/**
 * The reference line of a slice on another: where `other`'s rectangle, to the outer borders of its pixels, cuts the picture
 * of `on`.
 *
 * @returns the ends in pixels of `on`; null where they lie in different frames of reference, are parallel, or do not meet
 *   within both pictures
 */
export function referenceLine(on: ImagePlane, other: ImagePlane): { from: PlacePx; to: PlacePx } | null {
  if (!shareSpace(on, other)) return null;
  const normals = [on, other].map(({ orientation }) => directionsOf(orientation).normal) as [Vector, Vector];
  const cosine = dot(...normals);
  if (1 - cosine * cosine < PARALLEL * PARALLEL) return null;
  const corners = cornersOf(other).map((corner) => placeOf(on, pointAt(other, corner)));
  const ends = corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length] as (typeof corners)[number];
    if (a.distanceMm >= 0 === b.distanceMm >= 0) return [];
    const t = a.distanceMm / (a.distanceMm - b.distanceMm);
    return [{ column: a.column + t * (b.column - a.column), row: a.row + t * (b.row - a.row) }];
  });
  const [from, to] = ends;
  return from && to ? clipped(from, to, on) : null;
}

/**
 * The slice that lies nearest to a point.
 *
 * @param planes of one frame of reference, in any order
 * @returns its index and the distance of the point from its plane; null where there is none
 */
export function nearestSlice(
  planes: readonly ImagePlane[],
  pointMm: Vector,
): { readonly index: number; readonly distanceMm: number } | null {
  let nearest: { index: number; distanceMm: number } | null = null;
  planes.forEach((plane, index) => {
    const distanceMm = Math.abs(placeOf(plane, pointMm).distanceMm);
    if (!nearest || distanceMm < nearest.distanceMm) nearest = { index, distanceMm };
  });
  return nearest;
}

/**
 * The slice of another stack that shows the same place of the patient as a slice: the one nearest to the middle of its
 * picture.
 *
 * @returns null where no slice shares its frame of reference, or the middle lies further from the nearest one than
 *   `withinMm`
 */
export function sliceAtSamePlace(
  planes: readonly ImagePlane[],
  shown: ImagePlane,
  withinMm: number,
): { readonly index: number; readonly distanceMm: number } | null {
  const middle = pointAt(shown, { column: (shown.columns - 1) / 2, row: (shown.rows - 1) / 2 });
  const comparable = planes.flatMap((plane, index) => (shareSpace(plane, shown) ? [{ plane, index }] : []));
  const nearest = nearestSlice(
    comparable.map(({ plane }) => plane),
    middle,
  );
  if (!nearest || nearest.distanceMm > withinMm) return null;
  return { index: (comparable[nearest.index] as { index: number }).index, distanceMm: nearest.distanceMm };
}

/** The outer corners of a picture, in order around it. */
function cornersOf({ rows, columns }: ImagePlane): PlacePx[] {
  const [right, bottom] = [columns - 0.5, rows - 0.5];
  return [
    { column: -0.5, row: -0.5 },
    { column: right, row: -0.5 },
    { column: right, row: bottom },
    { column: -0.5, row: bottom },
  ];
}

/** The part of a line within a picture (Liang and Barsky 1984). */
function clipped(from: PlacePx, to: PlacePx, { rows, columns }: ImagePlane): { from: PlacePx; to: PlacePx } | null {
  const [across, along] = [to.column - from.column, to.row - from.row];
  let [start, end] = [0, 1];
  const borders: [number, number][] = [
    [-across, from.column + 0.5],
    [across, columns - 0.5 - from.column],
    [-along, from.row + 0.5],
    [along, rows - 0.5 - from.row],
  ];
  for (const [out, room] of borders) {
    if (out === 0 && room < 0) return null;
    if (out < 0) start = Math.max(start, room / out);
    if (out > 0) end = Math.min(end, room / out);
  }
  if (start >= end) return null;
  const at = (t: number) => ({ column: from.column + t * across, row: from.row + t * along });
  return { from: at(start), to: at(end) };
}
