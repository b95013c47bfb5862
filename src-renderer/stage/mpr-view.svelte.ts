import type { EdgeLetters } from '../../src-shared/imaging/orientation.ts';
import type { PlanePose } from '../../src-shared/measuring/plane-pose.ts';
import type { Point, ScreenMatrix } from './screen-geometry.ts';

export type MprPlane = 'axial' | 'coronal' | 'sagittal';
/** The line in which another plane cuts this one, on the screen. */
export interface CrossLine {
  readonly plane: MprPlane;
  readonly from: Point;
  readonly to: Point;
}

/** What a plane shows at this moment beside its `StageView`. */
export class MprView {
  letters = $state.raw<EdgeLetters | null>(null);
  cross = $state.raw<readonly CrossLine[]>([]);
  /** Where the shared point lies on the screen. */
  center = $state.raw<Point | null>(null);
  count = $state(0);
  /** Where the plane lies, and from its millimetres to the pane's CSS pixels; null before it is on the screen. */
  pose = $state.raw<PlanePose | null>(null);
  matrix = $state.raw<ScreenMatrix | null>(null);
  /** CSS pixels a millimetre. */
  pxPerMm = $state(0);
}
