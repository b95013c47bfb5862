import { affineOf, partsOf, inverse, type Affine } from './affine.ts';
import { lengthOf, add, scale, unit, type Vector } from './vectors.ts';

const NAMES = ['LR', 'PA', 'HF'] as const;
const NOWHERE: Vector = [0, 0, 0];

/**
 * The rotation (perhaps with a mirror) nearest to an affine's axes: voxel sizes taken out, shear shared out between the axes
 * (polar decomposition by Newton's iteration; Higham 1986). null where an axis has no length or two are parallel.
 *
 * @returns unit directions of the three voxel axes at right angles to each other
 */
export function closestRotation(affine: Affine): readonly [Vector, Vector, Vector] | null {
  const parts = partsOf(affine);
  let axes: [Vector, Vector, Vector] = [unit(parts.column), unit(parts.row), unit(parts.slice)];
  for (let round = 0; round < 64; round++) {
    const back = inverse(affineOf(...axes, NOWHERE));
    if (!back) return null;
    // The rows of the inverse are the columns of its transpose.
    const next = axes.map((axis, i) => {
      const [x, y, z] = back[i as 0 | 1 | 2];
      return scale(add(axis, [x, y, z]), 0.5);
    }) as [Vector, Vector, Vector];
    const change = Math.max(...next.map((axis, i) => lengthOf(add(axis, scale(axes[i as 0 | 1 | 2], -1)))));
    axes = next;
    if (change < 1e-14) break;
  }
  return axes;
}

/**
 * To which side of the patient each voxel axis (column, row, slice) runs: L or R, P or A, H or F, each pair once, e.g.
 * `['L', 'P', 'H']` for axial slices from the feet up. An oblique axis is named after the side it is nearest to, the
 * plainest axis first (as nibabel's `aff2axcodes`). null where the affine names no directions.
 */
export function axisCodes(affine: Affine): readonly [string, string, string] | null {
  const axes = closestRotation(affine);
  if (!axes) return null;
  const codes: [string, string, string] = ['', '', ''];
  const sides = new Set([0, 1, 2]);
  const plainest = [0, 1, 2].sort((a, b) => largest(axes[b as 0 | 1 | 2]) - largest(axes[a as 0 | 1 | 2]));
  for (const axis of plainest as (0 | 1 | 2)[]) {
    const side = [...sides].reduce((best, next) =>
      Math.abs(axes[axis][next as 0 | 1 | 2]) > Math.abs(axes[axis][best as 0 | 1 | 2]) ? next : best,
    ) as 0 | 1 | 2;
    sides.delete(side);
    codes[axis] = NAMES[side][axes[axis][side] > 0 ? 0 : 1] as string;
  }
  return codes;
}

function largest(axis: Vector): number {
  return Math.max(...axis.map(Math.abs));
}
