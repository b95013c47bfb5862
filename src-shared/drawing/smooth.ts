import type { BinaryMask } from '../pixels/binary-mask.ts';
import { gaussianFiltered } from '../pixels/gaussian.ts';
import type { Spacing } from './signed-distance.ts';

/**
 * A mask with a smoother border of about the same area: blurred by a Gaussian bell, and inside where at least half is left.
 * Corners and threads thinner than the bell go, straight borders stay where they are.
 *
 * @param deviation of the bell in the spacing's unit; along an axis with one voxel nothing is smoothed
 */
export function smoothed(mask: BinaryMask, deviation: number, spacing: Spacing): BinaryMask {
  const size = [mask.slices, mask.rows, mask.columns] as const;
  const sigma = size.map((length, axis) => (length > 1 ? deviation / (spacing[axis] as number) : 0));
  const blurred = gaussianFiltered(
    { values: Float32Array.from(mask.values), size, affine: null },
    sigma as [number, number, number],
  );
  return { ...mask, values: Uint8Array.from(blurred.values, (value) => (value >= 0.5 ? 1 : 0)) };
}
