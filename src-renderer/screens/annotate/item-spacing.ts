import type { CaseInstance } from '../../../src-shared/contract/records.ts';

/** How far apart pixels and slices are. */
export interface Spacing {
  /** Between rows and between columns, the smaller of them 1: what a nib is round in. */
  readonly relative: readonly [row: number, column: number];
  /** Between slices in the same unit; 1 where nobody knows it. */
  readonly between: number;
  /** Millimetres of the unit; null: unknown. */
  readonly mm: number | null;
}

/** The spacing of an item, from its first picture and the positions of its slices. */
export function spacingOf(instances: readonly CaseInstance[]): Spacing {
  const pixels = instances[0]?.description.pixels;
  const { rowMm = null, columnMm = null, aspectRatio = null } = pixels?.spacing ?? {};
  if (!rowMm || !columnMm) {
    const down = aspectRatio ?? 1;
    const least = Math.min(down, 1);
    return { relative: [down / least, 1 / least], between: 1, mm: null };
  }
  const least = Math.min(rowMm, columnMm);
  const [first, second] = instances.map(({ description }) => description.pixels.imagePositionMm);
  const mm = first && second ? Math.hypot(...first.map((value, i) => value - (second[i] ?? value))) : 0;
  return {
    relative: [rowMm / least, columnMm / least],
    between: mm > 0 ? mm / least : 1,
    mm: least,
  };
}
