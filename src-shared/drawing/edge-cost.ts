import { gaussianFiltered } from '../pixels/gaussian.ts';
import type { Point } from './plane.ts';

/** A grey picture: rows × columns, row by row. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** How little every pixel looks like an edge, and which way an edge would go there. */
export interface EdgeCosts {
  readonly rows: number;
  readonly columns: number;
  /** 0: on the strongest edge; 219: nothing there. */
  readonly costs: Uint8Array;
  /** Direction of the edge, brighter side on the right hand: 256 steps a turn, 0 to the right, 64 down. */
  readonly directions: Uint8Array;
}

/** Of 255: weight of the zero crossing, of the gradient and, in a link, of the direction (Mortensen and Barrett: 0.43, 0.43, 0.14). */
const [ZERO_CROSSING, GRADIENT] = [110, 109];
export const DIRECTION = 36;

/**
 * The features of intelligent scissors (Mortensen and Barrett 1995, 1998): magnitude and direction of the gradient, and where
 * the Laplacian crosses zero, of the picture blurred by a Gaussian bell. Values that are no numbers count as the picture's
 * least. Made once for a slice.
 *
 * @param sigma of the bell in pixels: borders finer than it are not seen
 */
export function edgeCosts({ rows, columns, values }: Picture, sigma: number): EdgeCosts {
  const finite = Float32Array.from(values);
  const least = finite.reduce((least, value) => (value < least ? value : least), Infinity);
  for (let i = 0; i < finite.length; i++)
    if (!Number.isFinite(finite[i])) finite[i] = Number.isFinite(least) ? least : 0;
  const size = [1, rows, columns] as const;
  const blurred = gaussianFiltered({ values: finite, size, affine: null }, [0, sigma, sigma]).values;
  const gradient = new Float32Array(blurred.length);
  const laplacian = new Float32Array(blurred.length);
  const directions = new Uint8Array(blurred.length);
  let strongest = 0;
  for (let row = 0; row < rows; row++) {
    const [up, down] = [row > 0 ? columns : 0, row < rows - 1 ? columns : 0];
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      const here = blurred[i] as number;
      const left = blurred[column > 0 ? i - 1 : i] as number;
      const right = blurred[column < columns - 1 ? i + 1 : i] as number;
      const above = blurred[i - up] as number;
      const below = blurred[i + down] as number;
      const [dx, dy] = [right - left, below - above];
      const strength = Math.sqrt(dx * dx + dy * dy);
      gradient[i] = strength;
      if (strength > strongest) strongest = strength;
      laplacian[i] = left + right + above + below - 4 * here;
      // the edge is a quarter turn from the way up
      directions[i] = Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * 256) - 64;
    }
  }
  const costs = new Uint8Array(blurred.length);
  const scale = strongest > 0 ? GRADIENT / strongest : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      const crossing =
        (column > 0 && crosses(laplacian, i, i - 1)) ||
        (column < columns - 1 && crosses(laplacian, i, i + 1)) ||
        (row > 0 && crosses(laplacian, i, i - columns)) ||
        (row < rows - 1 && crosses(laplacian, i, i + columns));
      costs[i] = (crossing ? 0 : ZERO_CROSSING) + GRADIENT - Math.round((gradient[i] as number) * scale);
    }
  }
  return { rows, columns, costs, directions };
}

/** Whether zero is crossed on the way to a neighbour, and this is the nearer side. */
function crosses(laplacian: Float32Array, i: number, neighbour: number): boolean {
  const [here, there] = [laplacian[i] as number, laplacian[neighbour] as number];
  return here < 0 !== there < 0 && here !== 0 && Math.abs(here) <= Math.abs(there);
}

/**
 * The middle of the pixel near the pointer that looks most like an edge, of equal ones the nearest; the pointer's own place
 * outside the picture.
 *
 * @param radius in pixels
 */
export function snapped({ rows, columns, costs }: EdgeCosts, [x, y]: Point, radius: number): Point {
  let best: Point = [x, y];
  let [least, nearest] = [Infinity, Infinity];
  for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(rows, y + radius); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(columns, x + radius); column++) {
      const away = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const cost = costs[row * columns + column] as number;
      if (away > radius || cost > least || (cost === least && away >= nearest)) continue;
      [least, nearest, best] = [cost, away, [column + 0.5, row + 0.5]];
    }
  }
  return best;
}
