import type { PicturePoint } from './pixel-scale.ts';

/** The longest straight line between two places on the border of an outlined area. */
export interface LongestDiameter {
  /** Its ends, column and row counted from the outer corner of the first pixel. */
  readonly from: PicturePoint;
  readonly to: PicturePoint;
  /** In the scale's unit. */
  readonly length: number;
}

/**
 * The greatest distance between two places of an area (its maximum Feret diameter). As in scikit-image the border runs through
 * the middles of the outer pixels' edges, so that a row of n pixels is n long.
 *
 * @param mask rows × columns, row by row
 * @param value which of its numbers the area has
 * @param scale what a pixel of the mask is long, between rows and between columns
 * @returns null: the area is empty
 */
export function longestDiameter(
  mask: ArrayLike<number>,
  rows: number,
  columns: number,
  value: number,
  scale: { readonly row: number; readonly column: number },
): LongestDiameter | null {
  const corners = hull(extremes(mask, rows, columns, value));
  let longest: LongestDiameter | null = null;
  for (const [i, from] of corners.entries()) {
    for (const to of corners.slice(i + 1)) {
      const length = Math.hypot((to[0] - from[0]) * scale.column, (to[1] - from[1]) * scale.row);
      if (!longest || length > longest.length) longest = { from, to, length };
    }
  }
  return longest;
}

/** The outermost edge middles of every row and of every column: no other can be an end. */
function extremes(mask: ArrayLike<number>, rows: number, columns: number, value: number): PicturePoint[] {
  const points: PicturePoint[] = [];
  const tops = new Int32Array(columns).fill(-1);
  const bottoms = new Int32Array(columns);
  for (let row = 0; row < rows; row++) {
    let [left, right] = [-1, -1];
    for (let column = 0; column < columns; column++) {
      if (mask[row * columns + column] !== value) continue;
      if (left < 0) left = column;
      right = column;
      if (tops[column]! < 0) tops[column] = row;
      bottoms[column] = row;
    }
    if (left >= 0) points.push([left, row + 0.5], [right + 1, row + 0.5]);
  }
  tops.forEach((top, column) => {
    if (top >= 0) points.push([column + 0.5, top], [column + 0.5, bottoms[column]! + 1]);
  });
  return points;
}

/** The corners of the convex hull (Andrew's monotone chain). */
function hull(points: readonly PicturePoint[]): PicturePoint[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (along: readonly PicturePoint[]) => {
    const kept: PicturePoint[] = [];
    for (const point of along) {
      while (kept.length > 1 && turn(kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

function turn(a: PicturePoint, b: PicturePoint, c: PicturePoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
