import type { Plane } from './plane.ts';

/** What two masks become together: in either, in both, in the first alone, in one alone. */
export type BooleanOperation = 'union' | 'intersect' | 'subtract' | 'exclude';

/** Two masks of one grid as one, element by element (1 and 0). Throws `RangeError` for different sizes. */
export function combined(first: Uint8Array, second: Uint8Array, operation: BooleanOperation): Uint8Array {
  if (first.length !== second.length) throw new RangeError('masks of different sizes');
  const out = new Uint8Array(first.length);
  for (let i = 0; i < out.length; i++) {
    const [a, b] = [first[i] as number, second[i] as number];
    out[i] =
      operation === 'union' ? a | b : operation === 'intersect' ? a & b : operation === 'subtract' ? a & ~b : a ^ b;
  }
  return out;
}

/** What is outside inside, and the other way round. */
export function inverted({ rows, columns, values }: Plane): Plane {
  return { rows, columns, values: values.map((value) => 1 - value) };
}
