import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { PixelDescription } from '../../../src-shared/imaging/instance.ts';
import type { ImageDescription } from '../image.ts';

/** What a picture format can say about itself: no identity, no scale, no window. A volume adds its place to it. */
export function describePicture(
  container: 'png' | 'jpeg' | 'nifti',
  pixels: Pick<PixelDescription, 'rows' | 'columns' | 'samplesPerPixel' | 'sampleType' | 'bitsStored' | 'lossy'>,
): ImageDescription {
  const warnings: Coded[] = pixels.lossy ? [{ code: 'image-lossy', details: {} }] : [];
  return {
    identity: {
      patientId: null,
      issuer: null,
      patientName: null,
      birthDate: null,
      sex: null,
      studyUid: null,
      studyDate: null,
      studyTime: null,
      studyDescription: null,
      accession: null,
    },
    seriesUid: null,
    seriesNumber: null,
    seriesDescription: null,
    instanceUid: null,
    sopClassUid: null,
    transferSyntaxUid: null,
    instanceNumber: null,
    patientOrientation: null,
    gate: { container, modality: null, bodyPart: null, viewPosition: null, ageYears: null },
    pixels: {
      ...pixels,
      frames: 1,
      photometric: pixels.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
      rescale: { slope: 1, intercept: 0, unit: null },
      modalityLut: null,
      windows: [],
      voiLut: null,
      padding: null,
      spacing: { rowMm: null, columnMm: null, provenance: 'none' },
      imagePositionMm: null,
      imageOrientation: null,
    },
    warnings,
  };
}
