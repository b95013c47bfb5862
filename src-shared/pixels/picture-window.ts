/** A rectangle of pixels; it may reach beyond the picture. */
export interface Rectangle {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** What lies beyond a picture's border: one value, its outermost pixel, or its mirror image (border not repeated). */
export interface Beyond {
  readonly mode: 'constant' | 'edge' | 'reflect';
  readonly value: number;
}

/**
 * The part of a picture within a rectangle, cut or enlarged (`numpy.pad` of the modes constant, edge and reflect).
 *
 * @param values rows × columns, row by row
 * @returns rectangle.rows × rectangle.columns
 */
export function windowOf(
  values: Float32Array,
  rows: number,
  columns: number,
  rectangle: Rectangle,
  { mode, value }: Beyond,
): Float32Array {
  const out = new Float32Array(rectangle.rows * rectangle.columns);
  const across = placesOf(rectangle.column, rectangle.columns, columns, mode);
  const down = placesOf(rectangle.row, rectangle.rows, rows, mode);
  for (let y = 0; y < rectangle.rows; y++) {
    const from = down[y] as number;
    const to = y * rectangle.columns;
    for (let x = 0; x < rectangle.columns; x++) {
      const column = across[x] as number;
      out[to + x] = from < 0 || column < 0 ? value : (values[from * columns + column] as number);
    }
  }
  return out;
}

/** For each position of a window along one axis the position in the picture; -1: none. */
export function placesOf(start: number, length: number, size: number, mode: Beyond['mode']): Int32Array {
  return Int32Array.from({ length }, (_, i) => {
    const at = start + i;
    if (at >= 0 && at < size) return at;
    if (mode === 'constant') return -1;
    if (mode === 'edge' || size === 1) return at < 0 ? 0 : size - 1;
    const period = 2 * (size - 1);
    const within = ((at % period) + period) % period;
    return within < size ? within : period - within;
  });
}

/**
 * The crop around a point, in whole pixels: it begins at `round(point - side / 2)`.
 * @param point from the top left pixel's corner: x to the right, y down; null: the picture's centre
 */
export function cropAround(
  point: { readonly x: number; readonly y: number } | null,
  rows: number,
  columns: number,
  [cropRows, cropColumns]: readonly [number, number],
): Rectangle {
  const { x, y } = point ?? { x: columns / 2, y: rows / 2 };
  return {
    row: Math.round(y - cropRows / 2),
    column: Math.round(x - cropColumns / 2),
    rows: cropRows,
    columns: cropColumns,
  };
}

/** The part of one rectangle that lies within another; at least the pixel that is nearest to it. */
export function overlapOf(a: Rectangle, b: Rectangle): Rectangle {
  // a point beyond the border still sees the nearest pixel
  const row = Math.min(Math.max(a.row, b.row), b.row + b.rows - 1);
  const column = Math.min(Math.max(a.column, b.column), b.column + b.columns - 1);
  return {
    row,
    column,
    rows: Math.max(1, Math.min(a.row + a.rows, b.row + b.rows) - row),
    columns: Math.max(1, Math.min(a.column + a.columns, b.column + b.columns) - column),
  };
}

/** Whether two rectangles are one. */
export function sameSize(a: Rectangle, b: Rectangle): boolean {
  return a.row === b.row && a.column === b.column && a.rows === b.rows && a.columns === b.columns;
}
