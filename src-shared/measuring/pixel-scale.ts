import type { Measurement } from '../findings/measurement.ts';
import type { PixelDescription, SpacingProvenance } from '../imaging/instance.ts';

export type PicturePoint = readonly [column: number, row: number];

/**
 * What a picture pixel is long. `provenance` goes beside every number that was worked out with it. Without a scale lengths
 * are in pixels and `rowMm`, `columnMm` are only the pixel's shape (equal where nothing is known of it), never millimetres.
 */
export interface PixelScale {
  /** Between rows and between columns: millimetres, or the pixel's shape where `provenance` is `none`. */
  readonly row: number;
  readonly column: number;
  readonly provenance: SpacingProvenance | 'calibrated-by-hand';
}

type Described = Pick<PixelDescription, 'spacing' | 'ultrasoundRegions'>;

/**
 * The scale that holds at all the points: a person's own calibration of the picture first, then an ultrasound region that
 * holds them all, then the spacing of the file. Points that leave their ultrasound region have none (PS3.3 C.8.5.5).
 *
 * @param calibrations drawn on this picture; the last counts
 */
export function pixelScaleAt(
  pixels: Described,
  points: readonly PicturePoint[],
  calibrations: readonly Pick<Measurement, 'points' | 'knownMm'>[] = [],
): PixelScale {
  const { spacing, ultrasoundRegions = [] } = pixels;
  const shape = shapeOf(pixels);
  const byHand = calibrations.at(-1);
  if (byHand?.knownMm) {
    const drawn = distance(byHand.points[0], byHand.points[1], shape);
    if (drawn > 0) {
      const factor = byHand.knownMm / drawn;
      return { row: shape.row * factor, column: shape.column * factor, provenance: 'calibrated-by-hand' };
    }
  }
  if (spacing.provenance === 'ultrasound-regions') {
    // where regions overlap, the later one lies on top
    const region = ultrasoundRegions.findLast((candidate) => points.every((point) => holds(candidate, point)));
    return region?.rowMm && region.columnMm
      ? { row: region.rowMm, column: region.columnMm, provenance: 'ultrasound-regions' }
      : shape;
  }
  if (spacing.provenance === 'none' || spacing.rowMm === null || spacing.columnMm === null) return shape;
  return { row: spacing.rowMm, column: spacing.columnMm, provenance: spacing.provenance };
}

function shapeOf({ spacing }: Described): PixelScale {
  const { rowMm, columnMm } = spacing;
  const row = rowMm !== null && columnMm !== null ? rowMm / columnMm : (spacing.aspectRatio ?? 1);
  return { row, column: 1, provenance: 'none' };
}

/** From the outer corner of a region's first pixel to that of its last. */
function holds(
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
  [column, row]: PicturePoint,
): boolean {
  return column >= left && column <= right + 1 && row >= top && row <= bottom + 1;
}

/** Distance between two points in the scale's unit. */
export function distance(
  a: PicturePoint | undefined,
  b: PicturePoint | undefined,
  scale: Pick<PixelScale, 'row' | 'column'>,
): number {
  if (!a || !b) return NaN;
  return Math.hypot((b[0] - a[0]) * scale.column, (b[1] - a[1]) * scale.row);
}
