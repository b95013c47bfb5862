import type { PicturePoint } from '../../src-shared/measuring/pixel-scale.ts';

/** A box, point or polygon of a labelling as it is shown on a picture. */
export interface ShownShape {
  readonly uid: string;
  readonly kind: 'box' | 'point' | 'polygon';
  readonly points: readonly PicturePoint[];
  /** A CSS colour. */
  readonly colour: string;
  /** What it is and who drew it. */
  readonly words: string;
  /** Drawn by a model and not touched by a person yet. */
  readonly unconfirmed: boolean;
  readonly locked: boolean;
}
