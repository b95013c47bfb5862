import type { Measurement } from '../findings/measurement.ts';
import { angleAt, cardiothoracicRatio, cobbAngle } from './geometry.ts';
import { distance, type PicturePoint, type PixelScale } from './pixel-scale.ts';
import { isRegion, regionArea } from './region.ts';

/**
 * The numbers of a drawn figure that need no pixel values. Lengths and areas are in millimetres where the scale has a
 * provenance and in pixels where it has none; the unit goes with each. Empty for figures without numbers.
 */
export type Measured =
  | { readonly what: 'length' | 'across'; readonly value: number; readonly unit: 'mm' | 'px' }
  | { readonly what: 'angle' | 'cobb'; readonly value: number; readonly unit: 'deg' }
  | { readonly what: 'ratio'; readonly value: number; readonly unit: null }
  | { readonly what: 'area'; readonly value: number; readonly unit: 'mm2' | 'px2' };

/**
 * Works a figure's numbers out. A length on pixels of unknown size is counted in columns' widths; where the pixels' shape
 * is unknown too they are taken for square, and `px` says that it is no length of anything.
 */
export function measured({ kind, points }: Pick<Measurement, 'kind' | 'points'>, scale: PixelScale): Measured[] {
  const known = scale.provenance !== 'none';
  const [a, b, c, d] = points as readonly PicturePoint[] as readonly [
    PicturePoint,
    PicturePoint,
    PicturePoint,
    PicturePoint,
  ];
  const length = (what: 'length' | 'across', from: PicturePoint, to: PicturePoint): Measured => ({
    what,
    value: distance(from, to, scale),
    unit: known ? 'mm' : 'px',
  });
  switch (kind) {
    case 'length':
    case 'calibration':
      return [length('length', a, b)];
    case 'bidirectional':
      return [length('length', a, b), length('across', c, d)];
    case 'angle':
      return [{ what: 'angle', value: angleAt(a, b, c, scale), unit: 'deg' }];
    case 'cobb':
      return [{ what: 'cobb', value: cobbAngle([a, b], [c, d], scale), unit: 'deg' }];
    case 'cardiothoracic-ratio':
      return [{ what: 'ratio', value: cardiothoracicRatio([a, b], [c, d]), unit: null }];
    default: {
      const drawn = { kind, points };
      return isRegion(drawn) ? [{ what: 'area', value: regionArea(drawn, scale), unit: known ? 'mm2' : 'px2' }] : [];
    }
  }
}
