import { describe, expect, it } from 'vitest';
import { spacingOf } from './spacing.ts';

const none = { rowMm: null, columnMm: null, provenance: 'none' };
const file = { modality: 'DX', pixelSpacing: null, imagerPixelSpacing: null };

describe('spacing', () => {
  it('is the pixel spacing where the file states one', () => {
    const { spacing } = spacingOf({ ...file, pixelSpacing: [0.2, 0.3], imagerPixelSpacing: [0.1, 0.1] });
    expect(spacing).toEqual({ rowMm: 0.2, columnMm: 0.3, provenance: 'pixel-spacing' });
  });

  it('of a projection film without it is the detector’s, and says so', () => {
    const { spacing, warnings } = spacingOf({ ...file, imagerPixelSpacing: [0.1, 0.1] });
    expect(spacing).toEqual({ rowMm: 0.1, columnMm: 0.1, provenance: 'imager-pixel-spacing' });
    expect(warnings).toEqual([]);
  });

  it('of a cross-section is never the detector’s', () => {
    expect(spacingOf({ ...file, modality: 'CT', imagerPixelSpacing: [0.1, 0.1] }).spacing).toEqual(none);
  });

  it('is unknown without a word when the file says nothing', () => {
    expect(spacingOf(file)).toEqual({ spacing: none, warnings: [] });
  });

  it('is unknown with a warning when the file states what cannot be', () => {
    for (const pixelSpacing of [[0, 0.1], [0.1, NaN], [-1, 1], [0.2], [Infinity, 1]]) {
      expect(spacingOf({ ...file, pixelSpacing, imagerPixelSpacing: [0.1, 0.1] })).toEqual({
        spacing: none,
        warnings: [{ code: 'dicom-no-scale', details: {} }],
      });
    }
  });
});
