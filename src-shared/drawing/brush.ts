import type { Figure } from './figure.ts';
import type { Point } from './plane.ts';

/** What a stroke is drawn with. */
export interface Nib {
  readonly shape: 'disc' | 'square';
  /** Half its width, in the unit of `spacing`. */
  readonly radius: number;
  /** Distance between rows and between columns; 1, 1 where nobody knows it: the radius is then in pixels. */
  readonly spacing: readonly [row: number, column: number];
}

/**
 * The stretch of a stroke between two samples of the pointer: all pixels whose middle lies within the nib somewhere on the
 * way (a capsule for a disc), so that a quick hand leaves no gaps; and those that the way itself goes through, so that even
 * the thinnest nib paints a line of single pixels. The same point twice is a dab.
 */
export function stroke(nib: Nib, from: Point, to: Point): Figure {
  const [dy, dx] = nib.spacing;
  const [a, b] = from[1] <= to[1] ? [from, to] : [to, from];
  const across = nib.shape === 'disc' ? acrossCapsule : acrossSweptSquare;
  const reach = nib.radius / dy;
  return ({ rows, columns }, span) => {
    const last = Math.min(rows - 1, Math.floor(b[1] + reach));
    const found: [left: number, right: number] = [0, 0];
    for (let row = Math.max(0, Math.floor(a[1] - reach)); row <= last; row++) {
      across(nib.radius, a[0] * dx, (a[1] - row - 0.5) * dy, b[0] * dx, (b[1] - row - 0.5) * dy, found);
      let left = Math.ceil(found[0] / dx - 0.5);
      let right = Math.floor(found[1] / dx - 0.5) + 1;
      if (b[1] >= row && a[1] < row + 1) {
        const [first, end] = crossed(a, b, row);
        // the nib may lie between the middles of this row; what the way crosses touches what it covers
        [left, right] = left < right ? [Math.min(left, first), Math.max(right, end)] : [first, end];
      }
      left = Math.max(0, left);
      right = Math.min(columns, right);
      if (left < right) span(row, left, right);
    }
  };
}

/** Where the line y = 0 enters and leaves the shape that a nib sweeps over from a to b (a above b); nothing: left > right. */
type Across = (radius: number, ax: number, ay: number, bx: number, by: number, found: [number, number]) => void;

/** All points within the radius of a line: two discs and the two lines that touch both. */
const acrossCapsule: Across = (radius, ax, ay, bx, by, found) => {
  let [left, right] = [Infinity, -Infinity];
  if (Math.abs(ay) <= radius) {
    const half = Math.sqrt(radius * radius - ay * ay);
    left = ax - half;
    right = ax + half;
  }
  if (Math.abs(by) <= radius) {
    const half = Math.sqrt(radius * radius - by * by);
    left = Math.min(left, bx - half);
    right = Math.max(right, bx + half);
  }
  const length = Math.hypot(bx - ax, by - ay);
  if (length > 0) {
    const [sideX, sideY] = [(-(by - ay) / length) * radius, ((bx - ax) / length) * radius];
    for (const side of [-1, 1]) {
      const [top, bottom] = [ay + side * sideY, by + side * sideY];
      if (top > 0 || bottom < 0 || top === bottom) continue;
      const x = ax + side * sideX + (-top / (bottom - top)) * (bx - ax);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  found[0] = left;
  found[1] = right;
};

/** A square is as wide as it is high wherever it stands; only the part of the way counts where it covers the line. */
const acrossSweptSquare: Across = (radius, ax, ay, bx, by, found) => {
  found[0] = Infinity;
  found[1] = -Infinity;
  if (ay > radius || by < -radius) return;
  const at = (y: number) => (by === ay ? bx : ax + ((y - ay) / (by - ay)) * (bx - ax));
  const [first, last] = [ay >= -radius ? ax : at(-radius), by <= radius ? bx : at(radius)];
  found[0] = Math.min(first, last) - radius;
  found[1] = Math.max(first, last) + radius;
};

/** The columns of a row through whose inside the way goes, and those of its ends. */
function crossed(a: Point, b: Point, row: number): [first: number, end: number] {
  const at = (y: number) => a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]);
  const enter = a[1] >= row ? a[0] : at(row);
  const leave = b[1] <= row + 1 ? b[0] : at(row + 1);
  const [left, right] = [Math.min(enter, leave), Math.max(enter, leave)];
  let first = Math.floor(left);
  let end = Math.max(first + 1, Math.ceil(right));
  for (const [x, y] of [a, b]) {
    if (Math.floor(y) !== row) continue;
    first = Math.min(first, Math.floor(x));
    end = Math.max(end, Math.floor(x) + 1);
  }
  return [first, end];
}
