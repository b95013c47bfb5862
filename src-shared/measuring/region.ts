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
  const [[left, top], [right, bottom]] = corners(points);
  const rectangle = (right - left) * scale.column * (bottom - top) * scale.row;
  return kind === 'ellipse' ? (rectangle * Math.PI) / 4 : rectangle;
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
  const spans = kind === 'freehand' ? freehandSpans(points) : boxSpans(kind, points);
  const [[, top], [, bottom]] = extent(points);
  const last = Math.min(size.rows - 1, Math.ceil(bottom));
  for (let row = Math.max(0, Math.floor(top)); row <= last; row++) {
    const crossings = spans(row + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil((crossings[i] as number) - 0.5));
      // a middle that lies on the right edge belongs to the neighbour
      const to = Math.min(size.columns, Math.ceil((crossings[i + 1] as number) - 0.5));
      for (let column = from; column < to; column++) visit(row * size.columns + column);
    }
  }
}

/** Of a horizontal line at height `y`: where it enters and leaves the region, in pairs, left to right. */
type Spans = (y: number) => number[];

function boxSpans(kind: 'rectangle' | 'ellipse', points: readonly PicturePoint[]): Spans {
  const [[left, top], [right, bottom]] = corners(points);
  if (kind === 'rectangle') return (y) => (y >= top && y < bottom ? [left, right] : []);
  const middle = [(left + right) / 2, (top + bottom) / 2] as const;
  const half = [(right - left) / 2, (bottom - top) / 2] as const;
  return (y) => {
    const up = (y - middle[1]) / half[1];
    if (!(Math.abs(up) < 1)) return [];
    const across = half[0] * Math.sqrt(1 - up * up);
    return [middle[0] - across, middle[0] + across];
  };
}

function freehandSpans(points: readonly PicturePoint[]): Spans {
  return (y) => {
    const crossings: number[] = [];
    points.forEach((a, i) => {
      const b = points[(i + 1) % points.length] as PicturePoint;
      // half open, so that a corner on the line is crossed once or twice as it should
      if (a[1] <= y === b[1] <= y) return;
      crossings.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]));
    });
    return crossings.sort((a, b) => a - b);
  };
}

function corners(points: readonly PicturePoint[]): [PicturePoint, PicturePoint] {
  return extent(points.slice(0, 2));
}

function extent(points: readonly PicturePoint[]): [PicturePoint, PicturePoint] {
  const columns = points.map(([column]) => column);
  const rows = points.map(([, row]) => row);
  return [
    [Math.min(...columns), Math.min(...rows)],
    [Math.max(...columns), Math.max(...rows)],
  ];
}
