/** One slice of a mask that is drawn on: rows × columns, row by row, 1 inside and 0 outside. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

/** Picture pixels, counted from the outer corner of the first pixel: x to the right, y down; its middle is 0.5, 0.5. */
export type Point = readonly [x: number, y: number];

/** Pixels from `left`, `top` to before `right`, `bottom`. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An empty slice. */
export function newPlane(rows: number, columns: number): Plane {
  return { rows, columns, values: new Uint8Array(rows * columns) };
}

/** The smallest rectangle around both; null: nothing. */
export function joined(first: Rectangle | null, second: Rectangle | null): Rectangle | null {
  if (!first || !second) return first ?? second;
  return {
    left: Math.min(first.left, second.left),
    top: Math.min(first.top, second.top),
    right: Math.max(first.right, second.right),
    bottom: Math.max(first.bottom, second.bottom),
  };
}

/** The smallest rectangle around what is inside; null: nothing is. */
export function extentOf({ rows, columns, values }: Plane): Rectangle | null {
  const first = values.indexOf(1);
  if (first < 0) return null;
  const [top, bottom] = [Math.floor(first / columns), Math.floor(values.lastIndexOf(1) / columns) + 1];
  let [left, right] = [columns, 0];
  for (let row = top; row < Math.min(bottom, rows); row++) {
    const start = row * columns;
    let column = 0;
    while (column < left && !values[start + column]) column++;
    left = Math.min(left, column);
    column = columns;
    while (column > right && !values[start + column - 1]) column--;
    right = Math.max(right, column);
  }
  return { left, top, right, bottom };
}
