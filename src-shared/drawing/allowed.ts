/** Where a tool may change a mask. What is left out does not restrict. */
export interface Restriction {
  /** Only where this mask is (edit inside a segment). */
  readonly inside?: Uint8Array;
  /** Only where none of these is (leave other segments alone). */
  readonly outside?: readonly Uint8Array[];
  /** Only where the picture's value lies in this range, both ends included: a threshold brush. */
  readonly intensity?: { readonly values: ArrayLike<number>; readonly low: number; readonly high: number };
}

/**
 * The pixels that a restriction leaves, for `paint` and `grownRegion`; made once at the beginning of a stroke.
 *
 * @returns 1 and 0 for each of `pixels`, null: all of them
 */
export function allowedPixels(pixels: number, { inside, outside = [], intensity }: Restriction): Uint8Array | null {
  if (!inside && !intensity && outside.length === 0) return null;
  const allowed = inside ? inside.slice() : new Uint8Array(pixels).fill(1);
  for (const mask of outside) {
    for (let i = 0; i < pixels; i++) if (mask[i]) allowed[i] = 0;
  }
  if (intensity) {
    const { values, low, high } = intensity;
    for (let i = 0; i < pixels; i++) {
      const value = values[i] as number;
      if (!(value >= low && value <= high)) allowed[i] = 0;
    }
  }
  return allowed;
}
