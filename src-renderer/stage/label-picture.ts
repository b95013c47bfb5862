import type { Rectangle } from '../../src-shared/drawing/plane.ts';
import type { Colour } from './mask-picture.ts';

/** A layer of labels on one picture as it is painted. */
export interface PaintedLayer {
  readonly uid: string;
  /** Rows × columns, 1 inside, 0 outside. */
  readonly pixels: Uint8Array;
  readonly colour: Colour;
  /** 0–1, of the filling; the outline is opaque. */
  readonly opacity: number;
  /** Drawn by a model and not touched by a person yet: its outline is broken. */
  readonly unconfirmed: boolean;
}

/** The part of a rectangle that lies on a picture, in whole pixels; null where none does. */
export function withinPicture(part: Rectangle, rows: number, columns: number): Rectangle | null {
  const [left, top] = [Math.max(0, Math.floor(part.left)), Math.max(0, Math.floor(part.top))];
  const [right, bottom] = [Math.min(columns, Math.ceil(part.right)), Math.min(rows, Math.ceil(part.bottom))];
  return right > left && bottom > top ? { left, top, right, bottom } : null;
}

/**
 * The fillings of layers over one another, the last on top, as RGBA of a part of the picture: 4 bytes a pixel, colours not
 * multiplied by their opacity.
 */
export function paintLabels(
  layers: readonly PaintedLayer[],
  columns: number,
  { left, top, right, bottom }: Rectangle,
): Uint8ClampedArray<ArrayBuffer> {
  const width = right - left;
  const out = new Uint8ClampedArray(width * (bottom - top) * 4);
  for (const { pixels, colour, opacity } of layers) {
    const [red, green, blue] = colour;
    const above = Math.round(opacity * 255);
    for (let y = top; y < bottom; y++) {
      let from = y * columns + left;
      let to = (y - top) * width * 4;
      for (const end = from + width; from < end; from++, to += 4) {
        if (!pixels[from]) continue;
        const below = (out[to + 3]! * (255 - above)) / 255;
        const alpha = above + below;
        if (alpha === 0) continue;
        out[to] = (red * above + out[to]! * below) / alpha;
        out[to + 1] = (green * above + out[to + 1]! * below) / alpha;
        out[to + 2] = (blue * above + out[to + 2]! * below) / alpha;
        out[to + 3] = alpha;
      }
    }
  }
  return out;
}

/**
 * The border of a mask along the edges of its pixels: lines as x1, y1, x2, y2 one after the other, in picture coordinates (0
 * at the outer corner of the first pixel). Edges in a row are one line; the picture's border closes what reaches it.
 *
 * @param extent around all that is inside
 */
export function outlineOf(pixels: Uint8Array, rows: number, columns: number, extent: Rectangle): number[] {
  const lines: number[] = [];
  const { left, top, right, bottom } = extent;
  for (let y = top; y <= bottom; y++) {
    const [above, here] = [(y - 1) * columns, y * columns];
    let from = -1;
    for (let x = left; x < right; x++) {
      const edge = (y > 0 ? pixels[above + x] : 0) !== (y < rows ? pixels[here + x] : 0);
      if (edge === from >= 0) continue;
      if (!edge) lines.push(from, y, x, y);
      from = edge ? x : -1;
    }
    if (from >= 0) lines.push(from, y, right, y);
  }
  for (let x = left; x <= right; x++) {
    let from = -1;
    for (let y = top; y < bottom; y++) {
      const at = y * columns + x;
      const edge = (x > 0 ? pixels[at - 1] : 0) !== (x < columns ? pixels[at] : 0);
      if (edge === from >= 0) continue;
      if (!edge) lines.push(x, from, x, y);
      from = edge ? y : -1;
    }
    if (from >= 0) lines.push(x, from, x, bottom);
  }
  return lines;
}
