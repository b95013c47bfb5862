import type { Coded } from '../contract/coded.ts';
import type { Spacing, UltrasoundRegion } from './instance.ts';

/** Modalities whose films are shadows: the size of what they show depends on how far it was from the detector. */
const PROJECTION = new Set(['CR', 'DX', 'MG', 'PX', 'IO', 'RG', 'RF', 'XA', 'RTIMAGE', 'BMD']);
/** Projections whose Distance Source to Patient is measured to the middle of what is looked at (PS3.3 C.8.7.5). */
const ISOCENTRIC = new Set(['XA', 'RF']);
const NONE: Spacing = { rowMm: null, columnMm: null, provenance: 'none' };
/** Spacings that differ by less are one number, written twice. */
const SAME = 1e-4;
/** A magnification beyond this is a slip of the pen. */
const MOST_MAGNIFIED = 20;

/** What a file states about the size of its pixels. Lists: between rows, between columns, mm; null: not in the file. */
export interface StatedSpacing {
  readonly modality: string | null;
  /** Image Type says LOCALIZER: of CT, a shadow too. */
  readonly localizer?: boolean;
  /** Slices worked out of many projections (tomosynthesis, rotational angiography): no shadows, whatever the modality. */
  readonly reconstructed?: boolean;
  /** (0028,0030). */
  readonly pixelSpacing: readonly number[] | null;
  /** (0018,1164). */
  readonly imagerPixelSpacing: readonly number[] | null;
  /** (0018,2010). */
  readonly nominalScannedSpacing?: readonly number[] | null;
  /** Pixel Spacing Calibration Type and Description (0028,0A02), (0028,0A04). */
  readonly calibration?: string | null;
  /** (0018,1114). */
  readonly magnification?: number | null;
  /** (0018,1110), (0018,1111). */
  readonly sourceToDetectorMm?: number | null;
  readonly sourceToPatientMm?: number | null;
  /** (0028,0034): height, width. */
  readonly aspectRatio?: readonly number[] | null;
  readonly ultrasoundRegions?: readonly UltrasoundRegion[];
}

/**
 * Chooses where millimetres come from (PS3.3 10.7), and says so.
 *
 * - Ultrasound: the regions in centimetres; one scale for the picture only where all of them share it.
 * - Cross-sections: Pixel Spacing, which is in the patient; never Imager Pixel Spacing.
 * - Projections: a Pixel Spacing that is stated to be calibrated, or differs from Imager Pixel Spacing, is calibrated; one
 *   that equals it is the detector's; one without either is of an unknown plane. Imager Pixel Spacing is divided by the
 *   Estimated Radiographic Magnification Factor, or by the ratio of the distances where both are known (XA, RF).
 * - Scanned films: Nominal Scanned Pixel Spacing, in the plane of the film.
 *
 * @returns `none`, with the pixel's aspect ratio where that is known, and the warning `dicom-no-scale` where the file states
 *   a spacing that cannot be (0, negative, no number)
 */
export function spacingOf(stated: StatedSpacing): { readonly spacing: Spacing; readonly warnings: Coded[] } {
  const { ultrasoundRegions = [] } = stated;
  const spatial = ultrasoundRegions.filter(
    (region) => region.spatialFormat === '2d' && region.rowMm && region.columnMm,
  );
  if (spatial.length > 0) return { spacing: fromRegions(spatial), warnings: [] };
  const nominal = stated.nominalScannedSpacing ?? null;
  const projection = isProjection(stated);
  const detector = projection ? stated.imagerPixelSpacing : null;
  const chosen = stated.pixelSpacing ?? detector ?? nominal;
  if (!chosen) return { spacing: unknown(stated), warnings: [] };
  const [rowMm, columnMm] = chosen;
  if (!isLength(rowMm) || !isLength(columnMm)) {
    return { spacing: unknown(stated), warnings: [{ code: 'dicom-no-scale', details: {} }] };
  }
  const plain = (provenance: Spacing['provenance']): Spacing => ({ rowMm, columnMm, provenance });
  const { pixelSpacing } = stated;
  if (!pixelSpacing) {
    const spacing = chosen === detector ? corrected(rowMm, columnMm, stated) : plain('nominal-scanned');
    return { spacing, warnings: [] };
  }
  if (nominal && same(pixelSpacing, nominal)) return { spacing: plain('nominal-scanned'), warnings: [] };
  if (!projection && !nominal) return { spacing: plain('pixel-spacing'), warnings: [] };
  if (detector && same(pixelSpacing, detector)) return { spacing: corrected(rowMm, columnMm, stated), warnings: [] };
  const calibrated = Boolean(stated.calibration) || detector !== null || nominal !== null;
  const spacing = plain(calibrated ? 'calibrated' : 'uncalibrated');
  return { spacing: { ...spacing, ...(stated.calibration && { calibration: stated.calibration }) }, warnings: [] };
}

function isProjection({ modality, localizer, reconstructed }: StatedSpacing): boolean {
  if (reconstructed) return false;
  return modality !== null && (PROJECTION.has(modality) || (modality === 'CT' && localizer === true));
}

/** The detector's spacing in the plane of the patient, where the file says how much larger the shadow is. */
function corrected(rowMm: number, columnMm: number, stated: StatedSpacing): Spacing {
  const factor = magnificationOf(stated);
  if (factor === null) return { rowMm, columnMm, provenance: 'imager-pixel-spacing' };
  return {
    rowMm: rowMm / factor,
    columnMm: columnMm / factor,
    provenance: 'magnification-corrected',
    magnification: factor,
  };
}

/** null: unknown, or 1, which many write without having measured. */
function magnificationOf(stated: StatedSpacing): number | null {
  const { modality, magnification, sourceToDetectorMm: sid, sourceToPatientMm: sod } = stated;
  const byDistance = ISOCENTRIC.has(modality ?? '') && isLength(sid) && isLength(sod) ? sid / sod : null;
  const factor = isLength(magnification) ? magnification : byDistance;
  return factor !== null && factor > 1 && factor <= MOST_MAGNIFIED ? factor : null;
}

function fromRegions(regions: readonly UltrasoundRegion[]): Spacing {
  const [{ rowMm, columnMm }] = regions as [UltrasoundRegion];
  const shared = regions.every((region) => same([region.rowMm, region.columnMm], [rowMm, columnMm]));
  return {
    rowMm: shared ? rowMm : null,
    columnMm: shared ? columnMm : null,
    provenance: 'ultrasound-regions',
  };
}

function unknown({ aspectRatio }: StatedSpacing): Spacing {
  const [height, width] = aspectRatio ?? [];
  const known = isLength(height) && isLength(width) && height !== width;
  return known ? { ...NONE, aspectRatio: height / width } : NONE;
}

function same(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.every((value, i) => Math.abs((value ?? 0) - (b[i] ?? 0)) <= SAME * Math.abs(value ?? 0));
}

function isLength(mm: number | null | undefined): mm is number {
  return mm !== null && mm !== undefined && Number.isFinite(mm) && mm > 0;
}
