import { add, cross, dot, scale, subtract, type Vector } from '../imaging/vectors.ts';
import type { PicturePoint } from './pixel-scale.ts';

/**
 * A cut through a volume as a drawing ground: a point on it counts in millimetres along `right` and `down` from `originMm`
 * (LPS millimetres). `right` and `down` are unit vectors at a right angle.
 */
export interface PlanePose {
  readonly originMm: Vector;
  readonly right: Vector;
  readonly down: Vector;
}

/** Where a point of a plane lies in the patient, LPS millimetres. */
export function onPlane({ originMm, right, down }: PlanePose, [x, y]: PicturePoint): Vector {
  return add(originMm, add(scale(right, x), scale(down, y)));
}

/** Whether two planes are one: they lie the same way, and nowhere further apart than `withinMm`. */
export function samePlane(a: PlanePose, b: PlanePose, withinMm: number): boolean {
  const turned = Math.max(...subtract(a.right, b.right).map(Math.abs), ...subtract(a.down, b.down).map(Math.abs));
  const apart = Math.abs(dot(subtract(a.originMm, b.originMm), cross(a.right, a.down)));
  return turned < 1e-6 && apart <= withinMm;
}

/**
 * The patient's own planes as they are looked at: axial from the feet, coronal from the front, sagittal from the left.
 *
 * @param through a point on it, LPS millimetres
 */
export function patientPlane(plane: 'axial' | 'coronal' | 'sagittal', through: Vector): PlanePose {
  const { right, down } = AXES[plane];
  const normal = cross(right, down);
  return { originMm: scale(normal, dot(through, normal)), right, down };
}

const AXES: Record<'axial' | 'coronal' | 'sagittal', { right: Vector; down: Vector }> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1] },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1] },
};
