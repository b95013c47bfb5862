import { Coded } from '../contract/coded-schema.ts';
import { z } from '../schema.ts';
import { Acquisition } from './acquisition.ts';

/**
 * Where a millimetre comes from (PS3.3 10.7). Only `pixel-spacing`, `nifti-header` and `ultrasound-regions` are millimetres
 * in the patient; a projection's are those of the detector, an estimate, or of an unknown plane. `none`: unknown, and then
 * nothing is shown in millimetres.
 */
export const SpacingProvenance = z.enum([
  'pixel-spacing',
  /** A projection's Pixel Spacing that was calibrated, by geometry or by an object of known size in the picture. */
  'calibrated',
  /** A projection's Pixel Spacing that says neither whether nor how it was calibrated. */
  'uncalibrated',
  /** In the plane of the detector: what lies nearer to the source is smaller than it measures. */
  'imager-pixel-spacing',
  /** The detector's spacing divided by the estimated magnification. */
  'magnification-corrected',
  /** On the film that was scanned. */
  'nominal-scanned',
  /** Inside the regions of an ultrasound picture only. */
  'ultrasound-regions',
  'nifti-header',
  'none',
]);
export type SpacingProvenance = z.infer<typeof SpacingProvenance>;

/**
 * Distance between pixel centres. `rowMm`: between rows (down), `columnMm`: between columns (right), as in (0028,0030).
 * Both are null when the provenance is `none`, and for `ultrasound-regions` that differ in scale.
 */
export const Spacing = z.object({
  rowMm: z.number().positive().nullable(),
  columnMm: z.number().positive().nullable(),
  provenance: SpacingProvenance,
  /** By which the detector's spacing was divided, or how a projection was calibrated: (0018,1114), (0028,0A02), (0028,0A04). */
  magnification: z.number().positive().optional(),
  calibration: z.string().max(1024).optional(),
  /** Height of a pixel over its width (0028,0034), where no spacing is known; absent: square. */
  aspectRatio: z.number().positive().optional(),
});
export type Spacing = z.infer<typeof Spacing>;

/** Of stored values; 64-bit integers arrive as float64, exact up to 2^53. */
export const SampleType = z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']);
export type SampleType = z.infer<typeof SampleType>;

/** How the values are meant to be seen; RGB-like photometric interpretations arrive as RGB. */
export const Photometric = z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']);
export type Photometric = z.infer<typeof Photometric>;

/** A linear window in modality units; `function` as (0028,1056), `label` as (0028,1055). */
export const Window = z.object({
  center: z.number(),
  width: z.number().positive(),
  function: z.enum(['LINEAR', 'LINEAR_EXACT', 'SIGMOID']),
  label: z.string().max(1024).optional(),
});
export type Window = z.infer<typeof Window>;

/** A lookup table (modality or VOI): entry `i` belongs to input value `first + i`; inputs outside are clamped. */
export const LookupTable = z.object({ first: z.number().int(), bits: z.number().int(), values: z.array(z.number()) });
export type LookupTable = z.infer<typeof LookupTable>;

const AffineLine = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const Millimetres = z.tuple([z.number(), z.number(), z.number()]);
const Cosines = z.array(z.number()).length(6);
/** Stored value → modality value: `value * slope + intercept`, unless a modality LUT is there. */
const Rescale = z.object({ slope: z.number(), intercept: z.number(), unit: z.string().max(16).nullable() });

/** What is so of one frame of a multi-frame object; absent: as in the {@link PixelDescription}. See `pixelsOfFrame`. */
export const FrameAttributes = z.object({
  imagePositionMm: Millimetres.nullable().optional(),
  imageOrientation: Cosines.nullable().optional(),
  spacing: Spacing.optional(),
  rescale: Rescale.optional(),
  windows: z.array(Window).optional(),
  voiLut: LookupTable.nullable().optional(),
  /** From the frame before it, (0018,1065). */
  frameTimeMs: z.number().nonnegative().optional(),
});
export type FrameAttributes = z.infer<typeof FrameAttributes>;

/** A bit plane to be drawn over the picture (PS3.3 C.9.2). Rows and columns may exceed the picture's. */
export const OverlayPlane = z.object({
  /** 60xx, e.g. 0x6000. */
  group: z.number().int(),
  rows: z.number().int().min(1).max(65_535),
  columns: z.number().int().min(1).max(65_535),
  /** Where its first pixel lies on the picture, counted from 0. */
  originRow: z.number().int(),
  originColumn: z.number().int(),
  /** Frames of the overlay, and the first frame of the picture that they belong to, counted from 0. */
  frames: z.number().int().min(1).max(100_000),
  firstFrame: z.number().int().min(0),
  /** The bit of the stored values that holds it, as in old files; null: a plane of its own. */
  embeddedBit: z.number().int().min(0).max(31).nullable(),
  kind: z.enum(['graphics', 'region']),
  label: z.string().max(1024).nullable(),
});
export type OverlayPlane = z.infer<typeof OverlayPlane>;

/** A calibrated part of an ultrasound picture (PS3.3 C.8.5.5): corners in pixels, inclusive, counted from 0. */
export const UltrasoundRegion = z.object({
  left: z.number().int(),
  top: z.number().int(),
  right: z.number().int(),
  bottom: z.number().int(),
  /** Millimetres a pixel where both axes are lengths; null: time, velocity or something else, see `spatialFormat`. */
  rowMm: z.number().positive().nullable(),
  columnMm: z.number().positive().nullable(),
  spatialFormat: z.enum(['none', '2d', 'm-mode', 'spectral', 'waveform', 'graphics', 'other']),
});
export type UltrasoundRegion = z.infer<typeof UltrasoundRegion>;

/** Everything about an instance's pixels that showing them and preparing them for a network needs. */
export const PixelDescription = z.object({
  rows: z.number().int().min(1).max(65_535),
  columns: z.number().int().min(1).max(65_535),
  frames: z.number().int().min(1).max(100_000),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  photometric: Photometric,
  sampleType: SampleType,
  bitsStored: z.number().int().min(1).max(64),
  rescale: Rescale,
  modalityLut: LookupTable.nullable(),
  windows: z.array(Window),
  voiLut: LookupTable.nullable(),
  /** (0028,0120) and its range limit, stored values; such pixels are no part of the picture's statistics. */
  padding: z.object({ from: z.number(), to: z.number() }).nullable(),
  spacing: Spacing,
  /** (0020,0032), LPS millimetres of the first pixel's centre; null: unknown. */
  imagePositionMm: Millimetres.nullable(),
  /** (0020,0037), direction cosines of a row, then of a column; null: unknown. */
  imageOrientation: Cosines.nullable(),
  /** The picture was compressed with loss at any time in its life. */
  lossy: z.boolean(),
  /**
   * Voxel index (column, row, slice of the first volume) → LPS millimetres, 4 × 4, where the file states it as such (NIfTI):
   * exact even where slices are slanted and have no direction cosines.
   */
  affine: z.tuple([AffineLine, AffineLine, AffineLine, AffineLine]).optional(),
  /** One entry a frame, of objects whose frames differ (PS3.3 C.7.6.16); absent: all frames are as described here. */
  perFrame: z.array(FrameAttributes).optional(),
  /** How long a frame of a film lasts: (0018,1063), else from the frame rates; absent: no film. */
  frameTimeMs: z.number().positive().optional(),
  /** PET: modality value × factor = standardised uptake value by body weight, g/ml; absent: cannot be worked out. */
  suv: z.object({ bodyWeightFactor: z.number().positive() }).optional(),
  overlays: z.array(OverlayPlane).optional(),
  ultrasoundRegions: z.array(UltrasoundRegion).optional(),
});
export type PixelDescription = z.infer<typeof PixelDescription>;

/** What gates ask about an instance. Carries no identity: the inference process never learns whose film it is. */
export const GateAttributes = z.object({
  container: z.enum(['dicom', 'nifti', 'png', 'jpeg']),
  modality: z.string().max(16).nullable(),
  bodyPart: z.string().max(64).nullable(),
  viewPosition: z.string().max(16).nullable(),
  ageYears: z.number().min(0).max(150).nullable(),
  /** The file says that writing is part of the picture (0028,0301); absent: it says no, or nothing. */
  burntIn: z.literal(true).optional(),
});
export type GateAttributes = z.infer<typeof GateAttributes>;

const text = z.string().max(1024);

/** Identity as the file states it. All null for a picture that carries none. Dates `YYYY-MM-DD`, times `HH:MM:SS`. */
export const Identity = z.object({
  patientId: text.nullable(),
  issuer: text.nullable(),
  /** Person name as shown: alphabetic group, ideographic and phonetic in brackets. */
  patientName: text.nullable(),
  birthDate: text.nullable(),
  sex: z.enum(['F', 'M', 'O']).nullable(),
  studyUid: text.nullable(),
  studyDate: text.nullable(),
  studyTime: text.nullable(),
  studyDescription: text.nullable(),
  accession: text.nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** One readable file: a DICOM instance or a picture. The reader makes it from headers; pixels stay where they are. */
export const InstanceDescription = z.object({
  identity: Identity,
  seriesUid: text.nullable(),
  seriesNumber: z.number().int().nullable(),
  seriesDescription: text.nullable(),
  instanceUid: text.nullable(),
  sopClassUid: text.nullable(),
  transferSyntaxUid: text.nullable(),
  instanceNumber: z.number().int().nullable(),
  /** Left or right of a film's edges when no orientation cosines exist: (0020,0020), e.g. `['L', 'F']`; null: unknown. */
  patientOrientation: z.tuple([z.string().max(16), z.string().max(16)]).nullable(),
  gate: GateAttributes,
  /** What tells it from the others of its series, and where its frames lie; absent in pictures and in older records. */
  acquisition: Acquisition.optional(),
  pixels: PixelDescription,
  fileBytes: z.number().int().nonnegative(),
  /** SHA-256 over the whole file, hex. */
  fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
  warnings: z.array(Coded),
});
export type InstanceDescription = z.infer<typeof InstanceDescription>;
