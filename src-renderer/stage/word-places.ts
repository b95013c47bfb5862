import type { Point } from './screen-geometry.ts';

/** Words beside a figure: where their first line would begin (its baseline), and what they say, a line each. */
export interface Words {
  readonly at: Point;
  readonly lines: readonly string[];
}

/** Between two lines, and what stands above the baseline: CSS pixels of the corner's type size. */
export const LINE_PX = 15;
const ASCENT_PX = 11;
/** Roughly: narrow letters and wide ones; Chinese ones are twice as wide. */
const LETTER_PX = 6.5;
const GAP_PX = 4;

/**
 * Where the words of several figures stand so that none covers another: each as near to its place as it can, further down
 * where something stands there already, and left of the pane's edge.
 *
 * @param pane its width and height in CSS pixels
 */
export function wordPlaces(words: readonly Words[], [width, height]: Point): Point[] {
  const taken: { x: number; y: number; right: number; bottom: number }[] = [];
  return words.map(({ at, lines }) => {
    if (lines.length === 0) return at;
    const wide = Math.max(...lines.map(widthOf));
    const high = lines.length * LINE_PX;
    const x = Math.max(0, Math.min(at[0], width - wide));
    const from = at[1] - ASCENT_PX;
    const free = (y: number) =>
      taken.every((one) => x >= one.right || x + wide <= one.x || y >= one.bottom || y + high <= one.y);
    // just below something that stands there already, as long as the pane reaches; else above it
    const below = [from, ...taken.map(({ bottom }) => bottom + GAP_PX)].filter((y) => y >= from && y + high <= height);
    const above = taken.map((one) => one.y - GAP_PX - high).filter((y) => y >= 0 && y < from);
    const y = below.sort((a, b) => a - b).find(free) ?? above.sort((a, b) => b - a).find(free) ?? from;
    taken.push({ x, y, right: x + wide, bottom: y + high });
    return [x, y + ASCENT_PX];
  });
}

function widthOf(line: string): number {
  return [...line].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 * LETTER_PX : LETTER_PX), 0);
}
