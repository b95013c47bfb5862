import type { Plane, Rectangle } from './plane.ts';

/**
 * What is drawn, as spans of pixels: calls `span` with a row and the columns from `from` to before `to`, at most as many as
 * the slice has. A pixel belongs to a figure when its middle does.
 */
export type Figure = (
  size: Pick<Plane, 'rows' | 'columns'>,
  span: (row: number, from: number, to: number) => void,
) => void;

/**
 * Paints a figure into a slice, in place.
 *
 * @param value 1 paints, 0 erases
 * @param allowed rows × columns; where it is 0 the slice stays as it is. null: anywhere
 * @returns the rectangle in which pixels changed, null when none did
 */
export function paint(plane: Plane, figure: Figure, value: 0 | 1, allowed: Uint8Array | null = null): Rectangle | null {
  const { columns, values } = plane;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  figure(plane, (row, from, to) => {
    const start = row * columns;
    let [first, last] = [-1, -1];
    for (let i = start + from; i < start + to; i++) {
      if (values[i] === value || (allowed && !allowed[i])) continue;
      values[i] = value;
      if (first < 0) first = i;
      last = i;
    }
    if (first < 0) return;
    if (first - start < left) left = first - start;
    if (last - start >= right) right = last - start + 1;
    if (row < top) top = row;
    if (row >= bottom) bottom = row + 1;
  });
  return bottom < 0 ? null : { left, top, right, bottom };
}
