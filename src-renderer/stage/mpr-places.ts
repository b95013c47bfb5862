import type { VolumeViewport } from '@cornerstonejs/core';
import { add, cross, lengthOf, scale, subtract, unit, type Vector } from '../../src-shared/imaging/vectors.ts';
import { onPlane, type PlanePose } from '../../src-shared/measuring/plane-pose.ts';
import type { CrossLine, MprPlane } from './mpr-view.svelte.ts';
import { matrixFromCorners, type Point, type ScreenMatrix } from './screen-geometry.ts';

/** Normals of the patient's planes, LPS. */
const NORMALS: Record<MprPlane, Vector> = { axial: [0, 0, 1], coronal: [0, 1, 0], sagittal: [1, 0, 0] };
/** Long enough to leave any pane on both sides, in millimetres. */
const LINE_MM = 2000;

/** Where a place of the patient (LPS millimetres) lies on the pane, CSS pixels. */
export function onPane(viewport: VolumeViewport, [x, y, z]: Vector): Point {
  return viewport.worldToCanvas([x, y, z]) as Point;
}

/** CSS pixels a millimetre. `up`: the camera's, of length 1. */
export function pxPerMm(viewport: VolumeViewport, up: Vector): number {
  const [a, b] = [onPane(viewport, [0, 0, 0]), onPane(viewport, up)];
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** The lines in which the other two planes through a point cut this one. */
export function crossLines(viewport: VolumeViewport, plane: MprPlane, point: Vector): CrossLine[] {
  return (Object.keys(NORMALS) as MprPlane[]).flatMap((other): CrossLine[] => {
    const along = cross(NORMALS[plane], NORMALS[other]);
    if (lengthOf(along) < 0.5) return [];
    const [from, to] = [-LINE_MM, LINE_MM].map((mm) => onPane(viewport, add(point, scale(unit(along), mm)))) as [
      Point,
      Point,
    ];
    return [{ plane: other, from, to }];
  });
}

/** From a plane's millimetres to the pane's CSS pixels. */
export function planeMatrix(viewport: VolumeViewport, pose: PlanePose): ScreenMatrix {
  const at = (x: number, y: number) => onPane(viewport, onPlane(pose, [x, y]));
  return matrixFromCorners({ topLeft: at(0, 0), topRight: at(1, 0), bottomLeft: at(0, 1) }, 1, 1);
}

/** Directions to the right and down the screen, six numbers; read from the screen, so that flips count. */
export function screenAxes(viewport: VolumeViewport, normal: Vector, up: Vector): number[] {
  const { clientWidth, clientHeight } = viewport.element;
  const corner = viewport.canvasToWorld([0, 0]) as Vector;
  const right = subtract(viewport.canvasToWorld([clientWidth, 0]) as Vector, corner);
  const down = subtract(viewport.canvasToWorld([0, clientHeight]) as Vector, corner);
  if (lengthOf(right) === 0 || lengthOf(down) === 0) return [...cross(up, normal), ...scale(up, -1)];
  return [...unit(right), ...unit(down)];
}
