import type { PicturePoint, PixelScale } from './pixel-scale.ts';

type Scale = Pick<PixelScale, 'row' | 'column'>;

/**
 * Angle at a vertex between two arms, degrees, 0–180. The pixel's shape counts: an angle on pixels that are not square is
 * that of the anatomy, not that of the grid. `NaN` where an arm has no length.
 */
export function angleAt(first: PicturePoint, vertex: PicturePoint, second: PicturePoint, scale: Scale): number {
  return between(arm(vertex, first, scale), arm(vertex, second, scale));
}

/** Cobb's angle between two lines, degrees, 0–90: that of the lines, whichever way they were drawn. */
export function cobbAngle(
  a: readonly [PicturePoint, PicturePoint],
  b: readonly [PicturePoint, PicturePoint],
  scale: Scale,
): number {
  const angle = between(arm(a[0], a[1], scale), arm(b[0], b[1], scale));
  return angle > 90 ? 180 - angle : angle;
}

/**
 * Width of the heart over that of the chest, each across the picture's vertical (Danzer 1919): only the lines' extent
 * along the rows counts, so that a line drawn aslant doesn't lengthen a width.
 */
export function cardiothoracicRatio(
  heart: readonly [PicturePoint, PicturePoint],
  chest: readonly [PicturePoint, PicturePoint],
): number {
  const width = ([a, b]: readonly [PicturePoint, PicturePoint]) => Math.abs(b[0] - a[0]);
  return width(heart) / width(chest);
}

/** Area of a simple polygon (the last point joins the first) in the scale's unit squared; the shoelace formula. */
export function polygonArea(points: readonly PicturePoint[], scale: Scale): number {
  let twice = 0;
  points.forEach((point, i) => {
    const next = points[(i + 1) % points.length] as PicturePoint;
    twice += point[0] * next[1] - next[0] * point[1];
  });
  return (Math.abs(twice) / 2) * scale.row * scale.column;
}

type Vector = readonly [number, number];

function arm(from: PicturePoint, to: PicturePoint, { row, column }: Scale): Vector {
  return [(to[0] - from[0]) * column, (to[1] - from[1]) * row];
}

function between([ax, ay]: Vector, [bx, by]: Vector): number {
  if ((ax === 0 && ay === 0) || (bx === 0 && by === 0)) return NaN;
  // exact near 0 and 180 degrees, where the arc cosine is not
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI;
}
