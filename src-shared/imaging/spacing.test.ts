import { describe, expect, it } from 'vitest';
import type { UltrasoundRegion } from './instance.ts';
import { spacingOf, type StatedSpacing } from './spacing.ts';

const none = { rowMm: null, columnMm: null, provenance: 'none' };
const film: StatedSpacing = { modality: 'DX', pixelSpacing: null, imagerPixelSpacing: null };
const of = (more: Partial<StatedSpacing>) => spacingOf({ ...film, ...more }).spacing;

describe('spacing of a cross-section', () => {
  it('is the pixel spacing, in the patient', () => {
    for (const modality of ['CT', 'MR', 'PT', 'NM', 'OPT', null]) {
      expect(of({ modality, pixelSpacing: [0.2, 0.3] })).toEqual({
        rowMm: 0.2,
        columnMm: 0.3,
        provenance: 'pixel-spacing',
      });
    }
  });

  it('is never the detector’s', () => {
    expect(of({ modality: 'CT', imagerPixelSpacing: [0.1, 0.1] })).toEqual(none);
  });

  it('is in the patient where slices were worked out of projections', () => {
    const slices = of({ modality: 'MG', reconstructed: true, pixelSpacing: [0.09, 0.09] });
    expect(slices.provenance).toBe('pixel-spacing');
    expect(of({ modality: 'XA', reconstructed: true, imagerPixelSpacing: [0.3, 0.3] })).toEqual(none);
  });

  it('of a CT localizer is a shadow’s', () => {
    expect(of({ modality: 'CT', localizer: true, pixelSpacing: [1, 1] }).provenance).toBe('uncalibrated');
    expect(of({ modality: 'MR', localizer: true, pixelSpacing: [1, 1] }).provenance).toBe('pixel-spacing');
  });
});

describe('spacing of a projection', () => {
  it('never claims millimetres in the patient', () => {
    for (const modality of ['CR', 'DX', 'MG', 'PX', 'IO', 'RG', 'RF', 'XA']) {
      for (const imagerPixelSpacing of [null, [0.1, 0.1], [0.2, 0.2]]) {
        expect(of({ modality, pixelSpacing: [0.2, 0.2], imagerPixelSpacing }).provenance).not.toBe('pixel-spacing');
      }
    }
  });

  it('that repeats the detector’s is the detector’s', () => {
    const detector = { rowMm: 0.1, columnMm: 0.1, provenance: 'imager-pixel-spacing' };
    expect(of({ imagerPixelSpacing: [0.1, 0.1] })).toEqual(detector);
    expect(of({ pixelSpacing: [0.1, 0.1], imagerPixelSpacing: [0.100001, 0.1] })).toEqual(detector);
    expect(of({ pixelSpacing: [0.1, 0.1], imagerPixelSpacing: [0.1, 0.1], calibration: 'GEOMETRY' })).toEqual(detector);
  });

  it('that differs from the detector’s, or says how, is calibrated', () => {
    expect(of({ pixelSpacing: [0.09, 0.09], imagerPixelSpacing: [0.1, 0.1] }).provenance).toBe('calibrated');
    expect(of({ pixelSpacing: [0.09, 0.09], calibration: 'FIDUCIAL: 25 mm ball' })).toEqual({
      rowMm: 0.09,
      columnMm: 0.09,
      provenance: 'calibrated',
      calibration: 'FIDUCIAL: 25 mm ball',
    });
  });

  it('that stands alone is of an unknown plane', () => {
    expect(of({ pixelSpacing: [0.2, 0.3] })).toEqual({ rowMm: 0.2, columnMm: 0.3, provenance: 'uncalibrated' });
  });

  it('is divided by the magnification where that is known', () => {
    const { rowMm, columnMm, ...rest } = of({ modality: 'MG', imagerPixelSpacing: [0.09, 0.12], magnification: 1.5 });
    expect(rowMm).toBeCloseTo(0.06, 12);
    expect(columnMm).toBeCloseTo(0.08, 12);
    expect(rest).toEqual({ provenance: 'magnification-corrected', magnification: 1.5 });
    const distances = { sourceToDetectorMm: 1000, sourceToPatientMm: 800 };
    expect(of({ modality: 'XA', imagerPixelSpacing: [0.2, 0.2], ...distances }).rowMm).toBeCloseTo(0.16, 12);
    expect(of({ modality: 'DX', imagerPixelSpacing: [0.2, 0.2], ...distances }).provenance).toBe(
      'imager-pixel-spacing',
    );
  });

  it('is not corrected by a magnification that says nothing or cannot be', () => {
    for (const magnification of [1, 0, -2, 0.5, 100, NaN, null]) {
      expect(of({ imagerPixelSpacing: [0.1, 0.1], magnification }).provenance).toBe('imager-pixel-spacing');
    }
  });

  it('of a scanned film is that of the film', () => {
    const film1 = { rowMm: 0.15, columnMm: 0.15, provenance: 'nominal-scanned' };
    expect(of({ modality: 'OT', nominalScannedSpacing: [0.15, 0.15] })).toEqual(film1);
    expect(of({ modality: 'CR', pixelSpacing: [0.15, 0.15], nominalScannedSpacing: [0.15, 0.15] })).toEqual(film1);
    expect(of({ modality: 'OT', pixelSpacing: [0.1, 0.1], nominalScannedSpacing: [0.15, 0.15] }).provenance).toBe(
      'calibrated',
    );
  });
});

describe('spacing of ultrasound', () => {
  const region: UltrasoundRegion = {
    left: 0,
    top: 0,
    right: 9,
    bottom: 9,
    rowMm: 0.5,
    columnMm: 0.4,
    spatialFormat: '2d',
  };

  it('is that of its regions, before any other', () => {
    const stated = { modality: 'US', pixelSpacing: [1, 1], ultrasoundRegions: [region] };
    expect(of(stated)).toEqual({ rowMm: 0.5, columnMm: 0.4, provenance: 'ultrasound-regions' });
  });

  it('has no one number where regions differ, nor where none is a length', () => {
    const other = { ...region, rowMm: 0.6 };
    expect(of({ modality: 'US', ultrasoundRegions: [region, other] })).toEqual({
      ...none,
      provenance: 'ultrasound-regions',
    });
    expect(of({ modality: 'US', ultrasoundRegions: [{ ...region, spatialFormat: 'm-mode' }] })).toEqual(none);
    expect(of({ modality: 'US', ultrasoundRegions: [{ ...region, rowMm: null }] })).toEqual(none);
  });
});

describe('unknown spacing', () => {
  it('is unknown without a word when the file says nothing', () => {
    expect(spacingOf(film)).toEqual({ spacing: none, warnings: [] });
  });

  it('keeps the shape of pixels that are not square', () => {
    expect(of({ aspectRatio: [2, 1] })).toEqual({ ...none, aspectRatio: 2 });
    expect(of({ aspectRatio: [1, 1] })).toEqual(none);
    expect(of({ aspectRatio: [0, 1] })).toEqual(none);
    expect(of({ modality: 'CT', aspectRatio: [2, 1], pixelSpacing: [1, 1] })).not.toHaveProperty('aspectRatio');
  });

  it('is told when the file states what cannot be', () => {
    for (const pixelSpacing of [[0, 0.1], [0.1, NaN], [-1, 1], [0.2], [Infinity, 1]]) {
      expect(spacingOf({ ...film, pixelSpacing, imagerPixelSpacing: [0.1, 0.1] })).toEqual({
        spacing: none,
        warnings: [{ code: 'dicom-no-scale', details: {} }],
      });
    }
  });
});
