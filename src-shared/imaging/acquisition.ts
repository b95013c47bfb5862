import { z } from '../schema.ts';

/**
 * What tells images of one place apart within a series: two images that differ in one of these belong to different stacks.
 * Everything is null where the file does not say.
 */
export const Distinction = z.object({
  /** Image Type (0008,0008) or a frame's Frame Type (0008,9007), values joined by `\`. */
  imageType: z.string().max(256).nullable(),
  /** (0020,0012). */
  acquisitionNumber: z.number().nullable(),
  /** Echo Time (0018,0081), Effective Echo Time (0018,9082), milliseconds. */
  echoTimeMs: z.number().nullable(),
  /** Temporal Position Identifier (0020,0100), Temporal Position Index (0020,9128). */
  temporalPosition: z.number().nullable(),
  /** Trigger Time (0018,1060), Nominal Cardiac Trigger Delay Time (0020,9153), milliseconds. */
  triggerTimeMs: z.number().nullable(),
  /** Stack ID (0020,9056). */
  stack: z.string().max(64).nullable(),
  /** Diffusion b-value (0018,9087) or the maker's own element, seconds per square millimetre. */
  bValue: z.number().nullable(),
  /** When it was acquired: (0018,9074), (0008,002A) or (0008,0022) and (0008,0032), seconds; absent in older records. */
  acquiredAtS: z.number().nullable().optional(),
});
export type Distinction = z.infer<typeof Distinction>;

/** What sorting images into stacks asks of an instance, besides its pixels. */
export const Acquisition = Distinction.extend({
  /** (0020,0052): positions compare only within one frame of reference. */
  frameOfReferenceUid: z.string().max(128).nullable(),
  /** (0018,0050). */
  sliceThicknessMm: z.number().nullable(),
  /** (0018,0088); never believed where positions are known. */
  spacingBetweenSlicesMm: z.number().nullable(),
  /** (0018,1120), degrees, as the scanner claims it. */
  gantryTiltDegrees: z.number().nullable(),
  /** The part of a concatenation that it is (PS3.3 C.7.6.16.2.2.4): an enhanced object written as several instances. */
  concatenation: z
    .object({
      /** (0020,9161). */
      uid: z.string().max(128),
      /** (0020,9162), counted from 1. */
      part: z.number().int(),
      /** (0020,9163); null: not stated. */
      parts: z.number().int().nullable(),
    })
    .nullable()
    .optional(),
  /** One entry a frame, in stored order, of a multi-frame object whose frames differ in these; null: they do not. */
  frames: z.array(Distinction.partial()).nullable(),
});
export type Acquisition = z.infer<typeof Acquisition>;
