import type { Grid } from '../../../src-shared/pixels/grid.ts';
import type { Rectangle } from '../../../src-shared/pixels/picture-window.ts';

/** How probable the network calls the label on a changed input. */
export type Ask = (grid: Grid) => Promise<number>;

/** What a map says: numbers over the input's field, row by row. */
export interface Relevance {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/**
 * The grid with each pixel moved towards another one: 1 keeps it, 0 replaces it, in all channels and slices alike.
 *
 * @param kept rows × columns, 0–1
 * @param other of the grid's shape
 */
export function mixed(grid: Grid, other: Grid, kept: ArrayLike<number>): Grid {
  const plane = grid.rows * grid.columns;
  const values = new Float32Array(grid.values.length);
  for (let i = 0; i < values.length; i++) {
    const share = kept[i % plane] as number;
    values[i] = share * (grid.values[i] as number) + (1 - share) * (other.values[i] as number);
  }
  return { ...grid, values };
}

/** The grid with another picture where its own lies, in all channels and slices. */
export function withPicture(grid: Grid, { values: picture, rows, columns }: Grid, { row, column }: Rectangle): Grid {
  if (rows === grid.rows && columns === grid.columns) return { ...grid, values: picture };
  const values = grid.values.slice();
  for (let line = 0; line < picture.length / columns; line++) {
    const [plane, y] = [Math.floor(line / rows), line % rows];
    values.set(
      picture.subarray(line * columns, (line + 1) * columns),
      (plane * grid.rows + row + y) * grid.columns + column,
    );
  }
  return { ...grid, values };
}

/** A grid of the same shape that shows nothing: every channel its own mean. */
export function emptied(grid: Grid): Grid {
  const size = grid.values.length / grid.channels;
  const values = new Float32Array(grid.values.length);
  for (let channel = 0; channel < grid.channels; channel++) {
    const own = grid.values.subarray(channel * size, (channel + 1) * size);
    values.fill(own.reduce((sum, value) => sum + value, 0) / size, channel * size, (channel + 1) * size);
  }
  return { ...grid, values };
}

/** A grid of the same shape without detail: three box filters after one another, close to a Gaussian. */
export function blurred(grid: Grid, radius: number): Grid {
  let values = grid.values;
  for (let pass = 0; pass < 3; pass++) {
    values = boxed(values, grid.columns, 1, radius);
    values = boxed(values, grid.rows, grid.columns, radius);
  }
  return { ...grid, values };
}

/** Means over `2 radius + 1` values along an axis of `size` values that lie `step` apart; ends held. */
function boxed(values: Float32Array, size: number, step: number, radius: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let line = 0; line < values.length / size; line++) {
    const start = Math.floor(line / step) * size * step + (line % step);
    const at = (i: number) => values[start + Math.min(size - 1, Math.max(0, i)) * step] as number;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < size; i++) {
      out[start + i * step] = sum / (2 * radius + 1);
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return out;
}
