import type { Coded } from '../contract/coded.ts';
import type { Spacing } from './instance.ts';

/** Modalities whose films are shadows: their Pixel Spacing is a calibration, else only the detector's own spacing is known. */
const PROJECTION = new Set(['CR', 'DX', 'MG', 'PX', 'IO', 'RG', 'RF', 'XA']);

const NONE: Spacing = { rowMm: null, columnMm: null, provenance: 'none' };

/**
 * Chooses where millimetres come from (PS3.3 10.7): Pixel Spacing (0028,0030); in projection images without it Imager
 * Pixel Spacing (0018,1164), which is true in the detector's plane only and says so by its provenance.
 *
 * @param pixelSpacing between rows, between columns, mm; null: not in the file
 * @returns `none` and the warning `dicom-no-scale` where the file states a spacing that cannot be (0, negative, no number)
 */
export function spacingOf(file: {
  readonly modality: string | null;
  readonly pixelSpacing: readonly number[] | null;
  readonly imagerPixelSpacing: readonly number[] | null;
}): { readonly spacing: Spacing; readonly warnings: Coded[] } {
  const projection = file.modality !== null && PROJECTION.has(file.modality);
  const stated = file.pixelSpacing ?? (projection ? file.imagerPixelSpacing : null);
  if (!stated) return { spacing: NONE, warnings: [] };
  const [rowMm, columnMm] = stated;
  if (!isLength(rowMm) || !isLength(columnMm)) {
    return { spacing: NONE, warnings: [{ code: 'dicom-no-scale', details: {} }] };
  }
  const provenance = file.pixelSpacing ? 'pixel-spacing' : 'imager-pixel-spacing';
  return { spacing: { rowMm, columnMm, provenance }, warnings: [] };
}

function isLength(mm: number | undefined): mm is number {
  return mm !== undefined && Number.isFinite(mm) && mm > 0;
}
