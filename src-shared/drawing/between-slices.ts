import { cropped, placed, widened } from './crop.ts';
import { extentOf, joined, newPlane, type Plane, type Rectangle } from './plane.ts';
import { signedDistances } from './signed-distance.ts';

/** A slice of a mask, counted from 0. */
export interface NumberedSlice {
  readonly slice: number;
  readonly plane: Plane;
}

/**
 * Fills the gaps between slices that were drawn by shape-based interpolation (Raya and Udupa 1990; Herman et al. 1992): how deep
 * a pixel lies inside the shape before and after is mixed in proportion, and what comes out inside is painted. So a shape
 * inside the other gives shapes that grow from one to the next. Two shapes that share no pixel would leave nothing in between;
 * those are moved onto the line between their middles first.
 *
 * @param drawn in order; empty slices are left out
 * @param spacing between rows and between columns
 * @returns the slices that lie between drawn ones, in order
 */
export function filledBetween(
  drawn: readonly NumberedSlice[],
  spacing: readonly [row: number, column: number],
): NumberedSlice[] {
  const shapes = drawn.flatMap(({ slice, plane }) => {
    const extent = extentOf(plane);
    return extent ? [{ slice, plane, extent }] : [];
  });
  return shapes.flatMap((first, i) => {
    const second = shapes[i + 1];
    return second ? interpolated(first, second, spacing) : [];
  });
}

interface Shape extends NumberedSlice {
  readonly extent: Rectangle;
}

function interpolated(first: Shape, second: Shape, spacing: readonly [number, number]): NumberedSlice[] {
  const gap = second.slice - first.slice;
  const shares = Array.from({ length: Math.max(0, gap - 1) }, (_, i) => (i + 1) / gap);
  if (shares.length === 0) return [];
  const shared = first.plane.values.some((value, i) => value && second.plane.values[i]);
  const planes = shared
    ? mixed(first.plane, second.plane, shares, spacing)
    : shares.flatMap((share) => {
        const [a, b] = [middleOf(first.plane), middleOf(second.plane)];
        const moved = (plane: Plane, [x, y]: [number, number]) => {
          const at = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])] as const;
          return movedBy(plane, Math.round(at[0] - x), Math.round(at[1] - y));
        };
        return mixed(moved(first.plane, a), moved(second.plane, b), [share], spacing);
      });
  return planes.map((plane, i) => ({ slice: first.slice + i + 1, plane }));
}

/** Two shapes mixed; `shares`: how much of the second, 0–1. */
function mixed(
  first: Plane,
  second: Plane,
  shares: readonly number[],
  [row, column]: readonly [number, number],
): Plane[] {
  const extent = joined(extentOf(first), extentOf(second));
  if (!extent) return shares.map(() => newPlane(first.rows, first.columns));
  // what comes out lies within both; the nearest middle outside at most one pixel further
  const window = widened(extent, [1, 1], first);
  const [a, b] = [first, second].map((plane) => {
    return signedDistances({ slices: 1, ...cropped(plane, window) }, [1, row, column]);
  }) as [Float64Array, Float64Array];
  const size = { rows: window.bottom - window.top, columns: window.right - window.left };
  return shares.map((share) => {
    const values = Uint8Array.from(a, (deep, i) => ((1 - share) * deep + share * (b[i] as number) > 0 ? 1 : 0));
    return placed({ ...size, values }, window, first);
  });
}

/** The mean place of what is inside, in pixels. */
function middleOf({ columns, values }: Plane): [x: number, y: number] {
  let [count, x, y] = [0, 0, 0];
  values.forEach((value, i) => {
    if (!value) return;
    count += 1;
    x += i % columns;
    y += Math.floor(i / columns);
  });
  return [x / count, y / count];
}

/** Moved by whole pixels; what leaves the picture is lost. */
function movedBy(plane: Plane, right: number, down: number): Plane {
  const out = newPlane(plane.rows, plane.columns);
  plane.values.forEach((value, i) => {
    const [x, y] = [(i % plane.columns) + right, Math.floor(i / plane.columns) + down];
    if (value && x >= 0 && y >= 0 && x < plane.columns && y < plane.rows) out.values[y * plane.columns + x] = 1;
  });
  return out;
}
