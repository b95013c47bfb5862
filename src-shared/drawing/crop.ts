import { newPlane, type Plane, type Rectangle } from './plane.ts';

/** A rectangle with `margin` more pixels on every side, as far as the slice goes. */
export function widened(
  { left, top, right, bottom }: Rectangle,
  margin: readonly [rows: number, columns: number],
  { rows, columns }: Pick<Plane, 'rows' | 'columns'>,
): Rectangle {
  const [down, across] = margin;
  return {
    left: Math.max(0, left - across),
    top: Math.max(0, top - down),
    right: Math.min(columns, right + across),
    bottom: Math.min(rows, bottom + down),
  };
}

/** A part of a slice. */
export function cropped({ columns, values }: Plane, { left, top, right, bottom }: Rectangle): Plane {
  const part = newPlane(bottom - top, right - left);
  for (let row = top; row < bottom; row++) {
    part.values.set(values.subarray(row * columns + left, row * columns + right), (row - top) * part.columns);
  }
  return part;
}

/** A slice that is empty but for a part at this place. */
export function placed(
  part: Plane,
  { left, top }: Rectangle,
  { rows, columns }: Pick<Plane, 'rows' | 'columns'>,
): Plane {
  const plane = newPlane(rows, columns);
  for (let row = 0; row < part.rows; row++) {
    const line = part.values.subarray(row * part.columns, (row + 1) * part.columns);
    plane.values.set(line, (top + row) * columns + left);
  }
  return plane;
}
