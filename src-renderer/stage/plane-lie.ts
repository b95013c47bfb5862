import type { Types, VolumeViewport } from '@cornerstonejs/core';
import { add, dot, scale, subtract, type Vector } from '../../src-shared/imaging/vectors.ts';
import type { Point } from './screen-geometry.ts';

/** How a plane lies in its pane: size, place, turning and mirroring, and which of the parallel planes it is. */
export class PlaneLie {
  readonly #viewport: VolumeViewport;

  constructor(viewport: VolumeViewport) {
    this.#viewport = viewport;
  }

  /** The camera as it is; millimetres of the patient. */
  get camera(): { focalPoint: Vector; viewPlaneNormal: Vector; viewUp: Vector; position: Vector } {
    return this.#viewport.getCamera() as never;
  }

  /** The whole plane, as large as the pane allows, in the turning that it has. Draws nothing. */
  fit(): void {
    this.#viewport.resetCamera({ resetPan: true, resetZoom: true, resetToCenter: false, resetRotation: false });
  }

  /** One voxel's width on one pixel of the screen. */
  oneToOne(): void {
    const [columnMm = 1] = this.#viewport.getImageData()?.spacing ?? [];
    this.#viewport.setCamera({ parallelScale: (this.#viewport.canvas.height * columnMm) / 2 });
    this.#viewport.render();
  }

  /** Enlarges by a factor; the point of the pane (CSS pixels) stays where it is. */
  zoom(factor: number, at?: Point): void {
    const under = at && this.#viewport.canvasToWorld([at[0], at[1]]);
    this.#viewport.setCamera({ parallelScale: (this.#viewport.getCamera().parallelScale ?? 1) / factor });
    if (under && at) {
      const now = this.#viewport.canvasToWorld([at[0], at[1]]);
      this.#shift(subtract(under as Vector, now as Vector));
    }
    this.#viewport.render();
  }

  rotate(direction: 1 | -1): void {
    const { rotation = 0 } = this.#viewport.getViewPresentation();
    this.#viewport.setViewPresentation({ rotation: (rotation + 90 * direction + 360) % 360 });
    this.#viewport.render();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    this.#viewport.setCamera(
      axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical },
    );
    this.#viewport.render();
  }

  /** Goes to the parallel plane through a point (LPS millimetres). Draws nothing. */
  moveTo(point: Vector): void {
    const { focalPoint, viewPlaneNormal } = this.camera;
    this.#shift(scale(viewPlaneNormal, dot(subtract(point, focalPoint), viewPlaneNormal)));
  }

  #shift(by: Vector): void {
    const { focalPoint, position } = this.camera;
    this.#viewport.setCamera({
      focalPoint: [...add(focalPoint, by)] as Types.Point3,
      position: [...add(position, by)] as Types.Point3,
    });
  }
}
