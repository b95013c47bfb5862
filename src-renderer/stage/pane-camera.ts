import type { StackViewport, Types } from '@cornerstonejs/core';
import { matrixFromCorners, type Point, type ScreenMatrix } from './screen-geometry.ts';

type Camera = Partial<Types.ICamera>;
type Vector = [number, number, number];

/**
 * Where the viewport's picture lies on the pane; null while it has none. Cornerstone's CPU path counts from the outer edge
 * of the first pixel, its GPU path from the pixel's middle.
 */
export function screenMatrix(viewport: StackViewport, renderer: 'gpu' | 'cpu'): ScreenMatrix | null {
  const data = viewport.getImageData();
  if (!data) return null;
  const [columns, rows] = data.dimensions;
  const first = renderer === 'gpu' ? -0.5 : 0;
  const at = (column: number, row: number): Point => {
    const [x, y] = viewport.worldToCanvas(worldOf(data, column, row));
    return [x, y];
  };
  const corners = {
    topLeft: at(first, first),
    topRight: at(first + columns, first),
    bottomLeft: at(first, first + rows),
  };
  return matrixFromCorners(corners, columns, rows);
}

/** The camera that shows the whole picture, in the middle, as large as the pane allows, turned as it is. */
export function fittedCamera(viewport: StackViewport, matrix: ScreenMatrix): Camera {
  const data = viewport.getImageData();
  const { clientWidth, clientHeight } = viewport.element;
  const [columns, rows] = data.dimensions;
  const width = Math.abs(matrix.a) * columns + Math.abs(matrix.c) * rows;
  const height = Math.abs(matrix.b) * columns + Math.abs(matrix.d) * rows;
  const factor = Math.min(clientWidth / width, clientHeight / height);
  const middle = worldOf(data, (columns - 1) / 2, (rows - 1) / 2);
  return {
    ...towards(viewport.getCamera(), middle),
    parallelScale: (viewport.getCamera().parallelScale ?? 1) / factor,
  };
}

/** The camera that puts one picture pixel (its longer side) on one physical pixel of the screen. */
export function oneToOneCamera(viewport: StackViewport): Camera {
  const [columnMm, rowMm] = viewport.getImageData().spacing as Vector;
  return { parallelScale: (viewport.canvas.height * Math.max(columnMm, rowMm)) / 2 };
}

/** The camera enlarged by a factor about the pane's middle. */
export function zoomedCamera(viewport: StackViewport, factor: number): Camera {
  return { parallelScale: (viewport.getCamera().parallelScale ?? 1) / factor };
}

/** After {@link zoomedCamera}: the camera moved so that the pane's point `at` shows what it showed before. */
export function movedCamera(viewport: StackViewport, at: Point, factor: number): Camera {
  const camera = viewport.getCamera();
  const under = viewport.canvasToWorld([at[0], at[1]]);
  const focal = camera.focalPoint as Vector;
  // What was under the point before lay `factor` times as far from the middle as what is there now.
  const shift = under.map((value, i) => (value - (focal[i] as number)) * (factor - 1)) as Vector;
  return towards(camera, focal.map((value, i) => value + (shift[i] as number)) as Vector);
}

/** The camera moved so that the picture goes along by CSS pixels of the pane. */
export function shiftedCamera(viewport: StackViewport, by: Point): Camera {
  const [from, to] = [viewport.canvasToWorld([0, 0]), viewport.canvasToWorld([by[0], by[1]])];
  const camera = viewport.getCamera();
  const focal = (camera.focalPoint as Vector).map((value, i) => value + (from[i] as number) - (to[i] as number));
  return towards(camera, focal as Vector);
}

function towards(camera: Types.ICamera, focalPoint: Vector): Camera {
  const from = camera.focalPoint as Vector;
  const position = (camera.position as Vector).map(
    (value, i) => value + (focalPoint[i] as number) - (from[i] as number),
  ) as Vector;
  return { focalPoint, position };
}

function worldOf(
  data: { origin: Types.Point3; direction: Types.Mat3; spacing: Types.Point3 },
  column: number,
  row: number,
): Vector {
  const { origin, direction, spacing } = data;
  return [0, 1, 2].map(
    (axis) =>
      (origin[axis] as number) +
      (direction[axis] as number) * spacing[0] * column +
      (direction[axis + 3] as number) * spacing[1] * row,
  ) as Vector;
}
