import { ellipse, rectangle } from '../drawing/box.ts';
import { polygon } from '../drawing/polygon.ts';
import type { Measurement } from '../findings/measurement.ts';
import { polygonArea } from './geometry.ts';
import type { PicturePoint, PixelScale } from './pixel-scale.ts';

export type RegionKind = 'rectangle' | 'ellipse' | 'freehand';

/** A region of a picture, as {@link Measurement} draws it. */
export type Region = Pick<Measurement, 'points'> & { readonly kind: RegionKind };

/** Whether a measurement encloses pixels. */
export function isRegion<M extends Pick<Measurement, 'kind' | 'points'>>(drawn: M): drawn is M & Region {
  return drawn.kind === 'rectangle' || drawn.kind === 'ellipse' || drawn.kind === 'freehand';
}

/** Area of the drawn figure itself, not of the pixels in it, in the scale's unit squared. */
export function regionArea({ kind, points }: Region, scale: Pick<PixelScale, 'row' | 'column'>): number {
  if (kind === 'freehand') return polygonArea(points, scale);
  const [[ax, ay], [bx, by]] = corners(points);
  const box = Math.abs(bx - ax) * scale.column * Math.abs(by - ay) * scale.row;
  return kind === 'ellipse' ? (box * Math.PI) / 4 : box;
}

/**
 * Calls `visit` with the index of every pixel (row × columns + column) whose middle lies inside the region; pixels outside
 * the picture are none. A freehand line that crosses itself encloses by the even-odd rule.
 */
export function visitRegion(
  { kind, points }: Region,
  size: { readonly rows: number; readonly columns: number },
  visit: (index: number) => void,
): void {
  const [first, second] = corners(points);
  const figure =
    kind === 'freehand' ? polygon([points], 'even-odd') : (kind === 'ellipse' ? ellipse : rectangle)(first, second);
  figure(size, (row, from, to) => {
    for (let column = from; column < to; column++) visit(row * size.columns + column);
  });
}

/** The two opposite corners that a box is drawn by. */
const corners = (points: readonly PicturePoint[]) => [points[0], points[1]] as [PicturePoint, PicturePoint];
