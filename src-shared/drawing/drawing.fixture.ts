import { newPlane, type Plane } from './plane.ts';
import { paint, type Figure } from './figure.ts';

/** A slice with one figure on it. */
export function drawn(figure: Figure, rows: number, columns: number): Plane {
  const plane = newPlane(rows, columns);
  paint(plane, figure, 1);
  return plane;
}

/** A slice from lines of text: `#` inside, anything else outside. */
export function plotted(...lines: readonly string[]): Plane {
  const columns = lines[0]?.length ?? 0;
  return { rows: lines.length, columns, values: Uint8Array.from(lines.join(''), (sign) => (sign === '#' ? 1 : 0)) };
}

/** A slice as lines of text. */
export function plot({ rows, columns, values }: Plane): string[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), (value) => (value ? '#' : '.')).join(''),
  );
}
