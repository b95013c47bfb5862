import { boxOfRuns, type MaskRuns } from '../annotation/mask-runs.ts';
import { paint } from '../drawing/figure.ts';
import { newPlane, type Plane, type Point } from '../drawing/plane.ts';
import { polygon } from '../drawing/polygon.ts';
import { outlinesOf, type Ring } from '../drawing/rings.ts';

/**
 * One polygon for each part of a slice's mask, for formats that know no holes: a hole is joined to what lies left of it by a cut
 * of no width. By the even-odd rule and by the winding rule the polygon covers exactly the part's pixels.
 *
 * @param runs of rows × columns pixels; another size throws `RangeError`
 */
export function cutPolygonsOfRuns(runs: MaskRuns, rows: number, columns: number): Point[][] {
  const { left, top, ...plane } = boxOfRuns(runs, rows, columns);
  return cutPolygons(plane).map((polygon) => polygon.map(([x, y]): Point => [x + left, y + top]));
}

/** The same of a plane. */
export function cutPolygons({ rows, columns, values }: Plane): Point[][] {
  return outlinesOf({ rows, columns, values }).map(({ outer, holes }) => {
    // The ring that a hole's cut reaches begins above it, or in its row further left: with those first it is joined already.
    const order = [...holes].sort((a, b) => compared(firstCorner(a), firstCorner(b)));
    return order.reduce<Point[]>(
      (around, hole) => {
        const [x, y] = firstCorner(hole);
        let left = x;
        while (left > 0 && values[y * columns + left - 1]) left--;
        return joined(around, [left, y], turnedTo(hole, [x, y]));
      },
      [...outer],
    );
  });
}

/** The corner of a ring's topmost row that lies furthest left. */
export function firstCorner(ring: Ring): Point {
  return ring.reduce((first, corner) => (compared(corner, first) < 0 ? corner : first));
}

const compared = (a: Point, b: Point) => a[1] - b[1] || a[0] - b[0];

function turnedTo(ring: Ring, first: Point): Point[] {
  const at = ring.findIndex((corner) => compared(corner, first) === 0);
  return [...ring.slice(at), ...ring.slice(0, at)];
}

/** A polygon that leaves itself at a place on its border, walks round a hole and comes back. */
function joined(around: readonly Point[], place: Point, hole: readonly Point[]): Point[] {
  const at = around.findIndex((corner, i) => liesOn(place, corner, around[(i + 1) % around.length] as Point));
  if (at < 0) throw new RangeError('a hole lies outside of its part');
  const all = [...around.slice(0, at + 1), place, ...hole, hole[0] as Point, place, ...around.slice(at + 1)];
  return all.filter((corner, i) => i === 0 || compared(corner, all[i - 1] as Point) !== 0);
}

/** On an upright edge that goes up: cuts run along rows, and what they reach is a left border. */
function liesOn([x, y]: Point, from: Point, to: Point): boolean {
  return from[0] === x && to[0] === x && from[1] >= y && to[1] <= y && from[1] !== to[1];
}

/**
 * The mask that polygons cover: pixels whose middle lies inside by the even-odd rule, each polygon for itself.
 *
 * @param polygons corners in pixels from the outer corner of the first pixel
 * @returns rows × columns, 1 inside
 */
export function pixelsOfPolygons(polygons: readonly Ring[], rows: number, columns: number): Uint8Array {
  const plane = newPlane(rows, columns);
  for (const ring of polygons) paint(plane, polygon([ring], 'even-odd'), 1);
  return plane.values;
}
