import type { Point } from './plane.ts';
import type { Ring } from './rings.ts';

/**
 * A ring with fewer corners, none of those left out further than `tolerance` from the new line (Ramer 1972; Douglas and
 * Peucker 1973). It may cross itself where the mask is thinner than the tolerance. A ring that would have fewer than three
 * corners stays as it is.
 *
 * @param tolerance in pixels; 0 leaves out corners on straight lines only
 */
export function simplified(ring: Ring, tolerance: number): Ring {
  if (ring.length < 4) return ring;
  // a closed line has no ends: begin with the corner that lies furthest from the first
  const far = furthest(ring, 0, ring.length, ([x, y]) => Math.hypot(x - at(ring, 0)[0], y - at(ring, 0)[1])).index;
  const kept = new Uint8Array(ring.length + 1);
  kept[0] = kept[far] = kept[ring.length] = 1;
  const waiting: [number, number][] = [
    [0, far],
    [far, ring.length],
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [from, to] = next;
    const { index, distance } = furthest(ring, from + 1, to, (point) => toSegment(point, at(ring, from), at(ring, to)));
    if (index < 0 || distance <= tolerance) continue;
    kept[index] = 1;
    waiting.push([from, index], [index, to]);
  }
  const fewer = ring.filter((_, i) => kept[i]);
  return fewer.length < 3 ? ring : fewer;
}

const at = (ring: Ring, index: number) => ring[index % ring.length] as Point;

function furthest(ring: Ring, from: number, to: number, far: (point: Point) => number) {
  let [index, distance] = [-1, -1];
  for (let i = from; i < to; i++) {
    const away = far(at(ring, i));
    if (away <= distance) continue;
    distance = away;
    index = i;
  }
  return { index, distance };
}

function toSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}
