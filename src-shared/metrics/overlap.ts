/** Pixels or voxels of two masks; a mask's element is in it when it is not 0. */
export interface Overlap {
  readonly both: number;
  readonly first: number;
  readonly second: number;
}

/** Counts what two masks of the same grid share. Throws `RangeError` for different sizes. */
export function overlapOf(first: ArrayLike<number>, second: ArrayLike<number>): Overlap {
  if (first.length !== second.length) throw new RangeError('masks of different sizes');
  let both = 0;
  let inFirst = 0;
  let inSecond = 0;
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i] !== 0, second[i] !== 0];
    if (a) inFirst++;
    if (b) inSecond++;
    if (a && b) both++;
  }
  return { both, first: inFirst, second: inSecond };
}

/** Dice's coefficient (Dice 1945), 0–1; two empty masks agree wholly. */
export function dice({ both, first, second }: Overlap): number {
  return first + second === 0 ? 1 : (2 * both) / (first + second);
}

/** Intersection over union (Jaccard 1901), 0–1; two empty masks agree wholly. */
export function intersectionOverUnion({ both, first, second }: Overlap): number {
  const union = first + second - both;
  return union === 0 ? 1 : both / union;
}

/** Relative volume difference: by how much the first is larger than the second, as a share of the second. */
export function volumeDifference({ first, second }: Overlap): number {
  return (first - second) / second;
}
