import type { Window } from '../../src-shared/imaging/instance.ts';
import { rangeOf } from './default-window.ts';
import { colourOf, type Colours } from './colours.ts';
import { onPicture, type Point, type ScreenMatrix } from './screen-geometry.ts';

/** A picture as the window acts on it. */
export interface Magnifiable {
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  readonly samples: 1 | 3;
  /** Of grey pictures. */
  readonly window: Window;
  readonly inverted: boolean;
  readonly colours: Colours;
}

/**
 * The picture around a place of the pane, enlarged: every pixel as it is, none invented between them.
 *
 * @param at the pane's CSS pixels: the middle of the lens
 * @param side of the square lens in its own pixels
 * @param step CSS pixels of the pane for one pixel of the lens; below 1 enlarges
 * @returns RGBA, black where there is no picture
 */
export function magnified(
  picture: Magnifiable,
  matrix: ScreenMatrix,
  at: Point,
  side: number,
  step: number,
): Uint8ClampedArray<ArrayBuffer> {
  const { values, rows, columns, samples, window, inverted, colours } = picture;
  const out = new Uint8ClampedArray(side * side * 4);
  const { lower, upper } = rangeOf(window);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const to = (y * side + x) * 4;
      out[to + 3] = 255;
      const place = onPicture(matrix, [at[0] + (x + 0.5 - side / 2) * step, at[1] + (y + 0.5 - side / 2) * step]);
      const [column, row] = [Math.floor(place[0]), Math.floor(place[1])];
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      const from = (row * columns + column) * samples;
      if (samples === 3) {
        for (let i = 0; i < 3; i++) out[to + i] = values[from + i] as number;
        continue;
      }
      const share = shareOf(values[from] as number, window, lower, upper);
      const grey = Math.round((inverted ? 1 - share : share) * 255);
      const [r, g, b] = colourOf(colours, grey);
      out[to] = r;
      out[to + 1] = g;
      out[to + 2] = b;
    }
  }
  return out;
}

/** From black, 0, to white, 1 (PS3.3 C.11.2.1.2, C.11.2.1.3). */
function shareOf(value: number, { center, width, function: shape }: Window, lower: number, upper: number): number {
  if (shape === 'SIGMOID') return 1 / (1 + Math.exp((-4 * (value - center)) / width));
  return Math.min(1, Math.max(0, (value - lower) / (upper - lower)));
}
