import type { Figure } from './figure.ts';
import type { Point } from './plane.ts';

/**
 * Which parts of rings that cross themselves or one another are inside: those that a line from outside enters an odd number
 * of times, or those around which the rings don't wind to zero (SVG's `fill-rule`).
 */
export type FillRule = 'even-odd' | 'non-zero';

/**
 * The pixels whose middle lies inside rings; each ring is closed by itself. A middle on a left or top edge is inside, one on
 * a right or bottom edge outside, so that polygons side by side share no pixel and leave none out. Away from edges these are
 * the pixels of `skimage.draw.polygon` (whose middles are whole numbers); Pillow and `cv2.fillPoly` also paint what an edge
 * only touches.
 *
 * Scan lines over a table of crossings (Foley et al., Computer Graphics, 1990, 3.6), in time proportional to the heights of
 * the edges.
 */
export function polygon(rings: readonly (readonly Point[])[], rule: FillRule): Figure {
  return ({ rows, columns }, span) => {
    const { firsts, places, turns } = crossings(rings, rows);
    for (let row = 0; row < rows; row++) {
      const [from, to] = [firsts[row] as number, firsts[row + 1] as number];
      if (from === to) continue;
      sortCrossings(places, turns, from, to);
      let inside = 0;
      let left = 0;
      for (let i = from; i < to; i++) {
        const was = inside;
        inside = rule === 'even-odd' ? 1 - inside : inside + (turns[i] as number);
        if (was === 0) left = places[i] as number;
        if (was === 0 || inside !== 0) continue;
        const first = Math.max(0, Math.ceil(left - 0.5));
        const end = Math.min(columns, Math.ceil((places[i] as number) - 0.5));
        if (first < end) span(row, first, end);
      }
    }
  };
}

interface Crossings {
  /** Where the crossings of each row begin; one more than rows. */
  readonly firsts: Int32Array;
  /** Their columns. */
  readonly places: Float64Array;
  /** 1 where the ring goes down there, -1 where it goes up. */
  readonly turns: Int8Array;
}

/** Where rings cross the middle line of each row. */
function crossings(rings: readonly (readonly Point[])[], rows: number): Crossings {
  const firsts = new Int32Array(rows + 1);
  visitEdges(rings, rows, (first, end) => {
    for (let row = first; row < end; row++) firsts[row + 1] = (firsts[row + 1] as number) + 1;
  });
  for (let row = 0; row < rows; row++) firsts[row + 1] = (firsts[row + 1] as number) + (firsts[row] as number);
  const next = firsts.slice();
  const places = new Float64Array(firsts[rows] as number);
  const turns = new Int8Array(places.length);
  visitEdges(rings, rows, (first, end, [topX, topY], [bottomX, bottomY], turn) => {
    for (let row = first; row < end; row++) {
      const at = next[row] as number;
      next[row] = at + 1;
      places[at] = topX + ((row + 0.5 - topY) / (bottomY - topY)) * (bottomX - topX);
      turns[at] = turn;
    }
  });
  return { firsts, places, turns };
}

/** Every edge that crosses the middle of a row, from its upper end to its lower, so that both sides reckon alike. */
function visitEdges(
  rings: readonly (readonly Point[])[],
  rows: number,
  visit: (first: number, end: number, top: Point, bottom: Point, turn: 1 | -1) => void,
): void {
  for (const ring of rings) {
    let a = ring.at(-1);
    for (const b of ring) {
      const down = (a as Point)[1] <= b[1];
      const [top, bottom] = down ? [a as Point, b] : [b, a as Point];
      const first = Math.max(0, Math.ceil(top[1] - 0.5));
      const end = Math.min(rows, Math.ceil(bottom[1] - 0.5));
      if (first < end) visit(first, end, top, bottom, down ? 1 : -1);
      a = b;
    }
  }
}

/** Left to right; insertion, as rows have few crossings and those of a ring come nearly sorted. */
function sortCrossings(places: Float64Array, turns: Int8Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const [place, turn] = [places[i] as number, turns[i] as number];
    let j = i - 1;
    while (j >= from && (places[j] as number) > place) {
      places[j + 1] = places[j] as number;
      turns[j + 1] = turns[j] as number;
      j--;
    }
    places[j + 1] = place;
    turns[j + 1] = turn;
  }
}
