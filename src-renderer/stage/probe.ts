import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { directionsOf } from '../../src-shared/imaging/affine.ts';
import { add, scale, type Vector } from '../../src-shared/imaging/vectors.ts';
import type { Point } from './screen-geometry.ts';

/** What lies under the pointer. */
export interface Probe {
  /** Of the frame, counted from 0; null: a plane through a volume. */
  readonly pixel: { readonly column: number; readonly row: number } | null;
  /** In modality units, of colour each sample; null: nobody can say. */
  readonly values: readonly number[] | null;
  /** LPS millimetres; null: unknown. */
  readonly patient: Vector | null;
}

/**
 * What lies under a point of a frame.
 *
 * @param displayed values that the window acts on: modality values, unless a VOI table has been applied to them
 * @param at picture pixels from the outer corner of the first one
 * @returns null outside the picture
 */
export function probeAt(
  displayed: ArrayLike<number>,
  description: PixelDescription,
  frame: number,
  at: Point,
): Probe | null {
  const pixels = pixelsOfFrame(description, frame);
  const [column, row] = [Math.floor(at[0]), Math.floor(at[1])];
  if (column < 0 || row < 0 || column >= pixels.columns || row >= pixels.rows) return null;
  const samples = pixels.samplesPerPixel;
  const first = (row * pixels.columns + column) * samples;
  const values = pixels.voiLut ? null : Array.from({ length: samples }, (_, i) => displayed[first + i] as number);
  return { pixel: { column, row }, values, patient: patientAt(pixels, [column, row]) };
}

/** Where the middle of a pixel lies in the patient. */
function patientAt(pixels: PixelDescription, [column, row]: Point): Vector | null {
  const { imagePositionMm: first, imageOrientation, spacing } = pixels;
  const { rowMm, columnMm } = spacing;
  if (!first || !imageOrientation || rowMm === null || columnMm === null) return null;
  const { right, down } = directionsOf(imageOrientation);
  return add(first, add(scale(right, column * columnMm), scale(down, row * rowMm)));
}
