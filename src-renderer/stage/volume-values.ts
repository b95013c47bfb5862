import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';
import type { Vector } from '../../src-shared/imaging/vectors.ts';
import { trilinear } from '../../src-shared/measuring/trilinear.ts';

/**
 * The modality value at any point of a volume, interpolated between its voxels.
 *
 * @param slices displayed values of each slice, row by row
 * @param indexOf steps along column, row and slice of a point in LPS millimetres
 * @param pixels of any slice: where a VOI table has been applied to the values, they are no modality values any more
 * @returns null outside the volume, next to padding, and wherever nobody can say
 */
export function volumeValues(
  slices: readonly ArrayLike<number>[],
  columns: number,
  indexOf: (point: Vector) => Vector,
  pixels: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'padding' | 'voiLut'>,
): (point: Vector) => number | null {
  if (pixels.voiLut) return () => null;
  const rows = (slices[0]?.length ?? 0) / columns;
  const size = [columns, rows, slices.length] as const;
  const modality = modalityOf(pixels);
  // as exact as the values are: broken ones are held in 32 bits
  const ends = pixels.padding ? [pixels.padding.from, pixels.padding.to].map((end) => Math.fround(modality(end))) : [];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const valueAt = (column: number, row: number, slice: number): number | null => {
    const value = slices[slice]?.[row * columns + column];
    return value === undefined || !Number.isFinite(value) || (value >= from && value <= to) ? null : value;
  };
  return (point) => trilinear(size, valueAt, indexOf(point));
}
