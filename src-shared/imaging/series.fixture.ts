// Made-up instances for tests of geometry and series.
import type { Acquisition } from './acquisition.ts';
import { NO_ACQUISITION } from './no-acquisition.ts';
import type { Identity, InstanceDescription, PixelDescription } from './instance.ts';
import type { SeriesInstance } from './series-plane.ts';

const NOBODY: Identity = {
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
};

const PLAIN: Acquisition = {
  ...NO_ACQUISITION,
  imageType: 'ORIGINAL\\PRIMARY\\AXIAL',
  frameOfReferenceUid: '1.2.3.9',
};

export interface Change extends Partial<Omit<InstanceDescription, 'identity' | 'pixels' | 'acquisition' | 'gate'>> {
  readonly identity?: Partial<Identity>;
  readonly pixels?: Partial<PixelDescription>;
  readonly acquisition?: Partial<Acquisition>;
  readonly modality?: string | null;
}

/** An axial CT slice of 4 × 6 pixels of 0.5 mm; `n` numbers it and makes file and instance unlike any other's. */
export function axialSlice(n: number, mm: number | null, change: Change = {}): SeriesInstance {
  const { identity, pixels, acquisition, modality = 'CT', ...more } = change;
  return {
    name: `${n}.dcm`,
    description: {
      identity: {
        ...NOBODY,
        patientId: 'P1',
        patientName: 'Doe, Jane',
        birthDate: '1970-05-01',
        studyUid: '1.2.3',
        ...identity,
      },
      seriesUid: '1.2.3.1',
      seriesNumber: 1,
      seriesDescription: 'Thorax',
      instanceUid: `1.2.3.1.${n}`,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      instanceNumber: n,
      patientOrientation: null,
      gate: { container: 'dicom', modality, bodyPart: null, viewPosition: null, ageYears: null },
      acquisition: { ...PLAIN, ...acquisition },
      pixels: {
        rows: 4,
        columns: 6,
        frames: 1,
        samplesPerPixel: 1,
        photometric: 'MONOCHROME2',
        sampleType: 'int16',
        bitsStored: 16,
        rescale: { slope: 1, intercept: -1024, unit: 'HU' },
        modalityLut: null,
        windows: [],
        voiLut: null,
        padding: null,
        spacing: { rowMm: 0.5, columnMm: 0.5, provenance: 'pixel-spacing' },
        imagePositionMm: mm === null ? null : [-1, -2, mm],
        imageOrientation: mm === null ? null : [1, 0, 0, 0, 1, 0],
        lossy: false,
        ...pixels,
      },
      fileBytes: 1000,
      fileSha256: n.toString(16).padStart(64, '0'),
      warnings: [],
      ...more,
    },
  };
}

/** A picture that names nobody. */
export function pictureFile(n: number): SeriesInstance {
  const { name, description } = axialSlice(n, null, { modality: null, seriesUid: null, instanceUid: null });
  return { name, description: { ...description, identity: NOBODY, gate: { ...description.gate, container: 'png' } } };
}

/** Axial slices at places along the head, numbered from `from` on. */
export function sliceStack(
  places: readonly (number | null)[],
  change: (i: number) => Change = () => ({}),
  from = 1,
): SeriesInstance[] {
  return places.map((mm, i) => axialSlice(from + i, mm, change(i)));
}

/** So many places, evenly apart. */
export function evenPlaces(count: number, stepMm = 2.5, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => from + i * stepMm);
}
