import { Coded } from '../contract/coded.ts';
import { z } from '../schema.ts';

/** Where a millimetre comes from. `none`: unknown, and then nothing is shown in millimetres. */
export const SpacingProvenance = z.enum(['pixel-spacing', 'imager-pixel-spacing', 'none']);
export type SpacingProvenance = z.infer<typeof SpacingProvenance>;

/**
 * Distance between pixel centres. `rowMm`: between rows (down), `columnMm`: between columns (right), as in (0028,0030).
 * Both are null exactly when the provenance is `none`.
 */
export const Spacing = z.object({
  rowMm: z.number().positive().nullable(),
  columnMm: z.number().positive().nullable(),
  provenance: SpacingProvenance,
});
export type Spacing = z.infer<typeof Spacing>;

export const SampleType = z.enum(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32']);
export type SampleType = z.infer<typeof SampleType>;

/** How the values are meant to be seen; RGB-like photometric interpretations arrive as RGB. */
export const Photometric = z.enum(['MONOCHROME1', 'MONOCHROME2', 'RGB']);
export type Photometric = z.infer<typeof Photometric>;

/** A linear window in modality units; `function` as (0028,1056). */
export const Window = z.object({
  center: z.number(),
  width: z.number().positive(),
  function: z.enum(['LINEAR', 'LINEAR_EXACT', 'SIGMOID']),
});
export type Window = z.infer<typeof Window>;

/** A lookup table (modality or VOI): entry `i` belongs to input value `first + i`; inputs outside are clamped. */
export const LookupTable = z.object({ first: z.number().int(), bits: z.number().int(), values: z.array(z.number()) });
export type LookupTable = z.infer<typeof LookupTable>;

/** Everything about an instance's pixels that showing them and preparing them for a network needs. */
export const PixelDescription = z.object({
  rows: z.number().int().min(1).max(65_535),
  columns: z.number().int().min(1).max(65_535),
  frames: z.number().int().min(1).max(100_000),
  samplesPerPixel: z.union([z.literal(1), z.literal(3)]),
  photometric: Photometric,
  sampleType: SampleType,
  bitsStored: z.number().int().min(1).max(32),
  /** Stored value → modality value: `value * slope + intercept`, unless `modalityLut` is there. */
  rescale: z.object({ slope: z.number(), intercept: z.number(), unit: z.string().max(16).nullable() }),
  modalityLut: LookupTable.nullable(),
  windows: z.array(Window),
  voiLut: LookupTable.nullable(),
  /** (0028,0120) and its range limit, stored values; such pixels are no part of the picture's statistics. */
  padding: z.object({ from: z.number(), to: z.number() }).nullable(),
  spacing: Spacing,
  /** (0020,0032), LPS millimetres of the first pixel's centre; null: unknown. */
  imagePositionMm: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  /** (0020,0037), direction cosines of a row, then of a column; null: unknown. */
  imageOrientation: z.array(z.number()).length(6).nullable(),
  /** The picture was compressed with loss at any time in its life. */
  lossy: z.boolean(),
});
export type PixelDescription = z.infer<typeof PixelDescription>;

/** What gates ask about an instance. Carries no identity: the inference process never learns whose film it is. */
export const GateAttributes = z.object({
  container: z.enum(['dicom', 'png', 'jpeg']),
  modality: z.string().max(16).nullable(),
  bodyPart: z.string().max(64).nullable(),
  viewPosition: z.string().max(16).nullable(),
  ageYears: z.number().min(0).max(150).nullable(),
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
  pixels: PixelDescription,
  fileBytes: z.number().int().nonnegative(),
  /** SHA-256 over the whole file, hex. */
  fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
  warnings: z.array(Coded),
});
export type InstanceDescription = z.infer<typeof InstanceDescription>;
