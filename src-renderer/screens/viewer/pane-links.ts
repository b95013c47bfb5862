import { directionsOf } from '../../../src-shared/imaging/affine.ts';
import {
  referenceLine,
  shareSpace,
  sliceAtSamePlace,
  type ImagePlane,
} from '../../../src-shared/imaging/plane-intersection.ts';
import { dot } from '../../../src-shared/imaging/vectors.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';

/** Cosine of 10°: stacks that lean further than this from one another are not scrolled together. */
const SAME_WAY = 0.985;

/**
 * The frame of another stack that shows the same place as a slice, for scrolling the two together.
 *
 * @param planes of the other stack, null where a frame's place is unknown
 * @returns index in `planes`; null where the stacks lie another way, in another frame of reference, or do not reach so far
 */
export function linkedSlice(planes: readonly (ImagePlane | null)[], shown: ImagePlane): number | null {
  const { normal } = directionsOf(shown.orientation);
  const placed = planes.flatMap((plane, index) => {
    if (!plane || !shareSpace(plane, shown)) return [];
    return Math.abs(dot(directionsOf(plane.orientation).normal, normal)) >= SAME_WAY ? [{ plane, index }] : [];
  });
  const apart = gapOf(placed.map(({ plane }) => plane));
  const nearest = sliceAtSamePlace(
    placed.map(({ plane }) => plane),
    shown,
    apart,
  );
  return nearest ? (placed[nearest.index] as { index: number }).index : null;
}

/** The ends of the line in which another pane's slice cuts a picture, in picture pixels from the outer corner. */
export function linkedLine(on: ImagePlane, other: ImagePlane): readonly [PicturePoint, PicturePoint] | null {
  const line = referenceLine(on, other);
  if (!line) return null;
  // the geometry counts from the middle of the first pixel
  return [
    [line.from.column + 0.5, line.from.row + 0.5],
    [line.to.column + 0.5, line.to.row + 0.5],
  ];
}

/** The largest distance between neighbours: a place further away than that lies outside the stack. */
function gapOf(planes: readonly ImagePlane[]): number {
  const [first] = planes;
  if (!first) return 0;
  const { normal } = directionsOf(first.orientation);
  const along = planes.map(({ positionMm }) => dot(positionMm, normal)).sort((a, b) => a - b);
  const gaps = along.slice(1).map((mm, i) => mm - (along[i] as number));
  return Math.max(1, ...gaps);
}
