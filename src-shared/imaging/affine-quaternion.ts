import { affineOf, type Affine } from './affine.ts';
import { scale, type Vector } from './vectors.ts';

/**
 * The affine of NIfTI's qform (nifti1.h, "METHOD 2"), in NIfTI's own space, RAS.
 *
 * @param quatern b, c and d of the rotation's unit quaternion; a is what is missing to length 1
 * @param spacingMm pixdim 1 to 3
 * @param offset qoffset x, y, z
 * @param qfac pixdim 0: −1 turns the third axis round, anything else does not
 */
export function quaternionAffine(quatern: Vector, spacingMm: Vector, offset: Vector, qfac: number): Affine {
  let [b, c, d] = quatern;
  const squares = b * b + c * c + d * d;
  let a = Math.sqrt(Math.max(0, 1 - squares));
  if (1 - squares < 1e-7) {
    // A half turn: rounding in the file must not bend it.
    const length = Math.sqrt(squares);
    [a, b, c, d] = [0, b / length, c / length, d / length];
  }
  return affineOf(
    scale([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], spacingMm[0]),
    scale([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], spacingMm[1]),
    scale(
      [2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c],
      spacingMm[2] * (qfac < 0 ? -1 : 1),
    ),
    offset,
  );
}
