import { componentsOf } from '../pixels/components.ts';
import type { Plane, Point } from './plane.ts';

/** A closed line, its corners in order; the last is joined to the first. */
export type Ring = readonly Point[];

/** One part of a mask, joined by faces: its border from outside and the borders of its holes. */
export interface Outline {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * The borders of a mask along the edges of its pixels, corners only: filled again by either rule they give exactly the same
 * pixels. Outer rings go clockwise as seen on the screen, holes anticlockwise. Pixels that touch only at a corner are parts of
 * their own (and a hole that touches the outside at a corner is no hole: the ring comes there twice); parts come in the order of their first pixel, as do the holes of each.
 */
export function outlinesOf(plane: Plane): Outline[] {
  const { rows, columns, values } = plane;
  const walked = new Uint8Array(values.length);
  const outer: { readonly start: number; readonly ring: Ring; readonly holes: Ring[] }[] = [];
  const holes: { readonly start: number; readonly ring: Ring }[] = [];
  for (let start = 0; start < values.length; start++) {
    // every ring has an upper edge of a pixel that it keeps on its right
    if (!values[start] || walked[start] || (start >= columns && values[start - columns])) continue;
    const { ring, clockwise } = walk(plane, start, walked);
    if (clockwise) outer.push({ start, ring, holes: [] });
    else holes.push({ start, ring });
  }
  if (holes.length > 0) {
    const { labels } = componentsOf({ slices: 1, rows, columns, values }, 'faces');
    const owners = new Map(outer.map((part) => [labels[part.start], part]));
    for (const { start, ring } of holes) owners.get(labels[start])?.holes.push(ring);
  }
  return outer.map(({ ring, holes }) => ({ outer: ring, holes }));
}

/**
 * Right, down, left, up: the step, and the pixels ahead on the left and on the right hand, from the corner where one stands
 * (0, 0 is the pixel to the lower right of it).
 */
const HEADINGS = [
  { step: [1, 0], left: [0, -1], right: [0, 0] },
  { step: [0, 1], left: [0, 0], right: [-1, 0] },
  { step: [-1, 0], left: [-1, 0], right: [-1, -1] },
  { step: [0, -1], left: [-1, -1], right: [0, -1] },
] as const;

/** Follows a border from the upper left corner of a pixel, the inside on the right hand; marks upper edges on its way. */
function walk({ rows, columns, values }: Plane, start: number, walked: Uint8Array) {
  const [startX, startY] = [start % columns, Math.floor(start / columns)];
  const ring: Point[] = [];
  let [x, y, heading] = [startX, startY, 0];
  let doubledArea = 0;
  const inside = ([dx, dy]: readonly [number, number]) => {
    const [column, row] = [x + dx, y + dy];
    return column >= 0 && row >= 0 && column < columns && row < rows && values[row * columns + column] !== 0;
  };
  do {
    if (heading === 0) walked[y * columns + x] = 1;
    const [dx, dy] = (HEADINGS[heading] as (typeof HEADINGS)[number]).step;
    doubledArea += x * dy - y * dx;
    x += dx;
    y += dy;
    const { left, right } = HEADINGS[heading] as (typeof HEADINGS)[number];
    // right first: at a corner where two pixels touch it stays with its own
    const turn = !inside(right) ? 1 : inside(left) ? 3 : 0;
    if (turn === 0) continue;
    ring.push([x, y]);
    heading = (heading + turn) % 4;
  } while (x !== startX || y !== startY || heading !== 0);
  return { ring, clockwise: doubledArea > 0 };
}
