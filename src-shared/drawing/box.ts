import type { Figure } from './figure.ts';
import type { Point } from './plane.ts';

/** The pixels whose middle lies in the upright rectangle between two opposite corners; left and top edge are inside. */
export function rectangle(first: Point, second: Point): Figure {
  const [left, right] = sorted(first[0], second[0]);
  const [top, bottom] = sorted(first[1], second[1]);
  return ({ rows, columns }, span) => {
    const [from, to] = [Math.max(0, Math.ceil(left - 0.5)), Math.min(columns, Math.ceil(right - 0.5))];
    const end = Math.min(rows, Math.ceil(bottom - 0.5));
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row < end && from < to; row++) span(row, from, to);
  };
}

/** The pixels whose middle lies in the ellipse that fills the upright rectangle between two opposite corners. */
export function ellipse(first: Point, second: Point): Figure {
  const [left, right] = sorted(first[0], second[0]);
  const [top, bottom] = sorted(first[1], second[1]);
  const [middle, half] = [(left + right) / 2, (right - left) / 2];
  return ({ rows, columns }, span) => {
    const end = Math.min(rows, Math.ceil(bottom - 0.5));
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row < end; row++) {
      const up = (2 * (row + 0.5) - top - bottom) / (bottom - top);
      if (!(Math.abs(up) < 1)) continue;
      const across = half * Math.sqrt(1 - up * up);
      const from = Math.max(0, Math.ceil(middle - across - 0.5));
      const to = Math.min(columns, Math.ceil(middle + across - 0.5));
      if (from < to) span(row, from, to);
    }
  };
}

const sorted = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);
