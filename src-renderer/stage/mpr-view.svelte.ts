import type { EdgeLetters } from '../../src-shared/imaging/orientation.ts';
import type { Point } from './screen-geometry.ts';

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
  /** CSS pixels a millimetre. */
  pxPerMm = $state(0);
}
