/** The picture by formula that the expected values were computed from: sin(0.7x + 0.3y) + 0.5 cos(1.1y) + 0.0001xy. */
export function wave(rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    return Math.sin(0.7 * x + 0.3 * y) + 0.5 * Math.cos(1.1 * y) + 0.0001 * x * y;
  });
}

/** The largest absolute difference of two lists; infinite where their lengths differ. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
