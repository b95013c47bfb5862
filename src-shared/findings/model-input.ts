import { z } from '../schema.ts';
import { plainText } from './both-languages.ts';
import { problem } from './manifest-problem.ts';

const pixels = z.number().int().min(1).max(8192);
/** One side of a network's input; null: any size that is a multiple of `multiple` (a fully convolutional network). */
const side = z.number().int().min(1).max(4096).nullable();

/**
 * Modality values or what a person sees → numbers near 0–1, before the normalisation. `values` says which of the two is
 * taken: `presentation` (0–255: modality LUT, window, inversion, as a person sees the picture first) or `modality` (rescaled
 * values: Hounsfield units, counts). When absent, `window` and every volume and sequence take `modality`, a frame
 * `presentation`.
 *
 * - `percentile`: between two percentiles of the values to 0–1, cut outside
 * - `window`: between two modality values to 0–1, cut outside
 * - `min-max`: between the smallest and the largest value to 0–1
 * - `none`: presentation divided by 255; modality values as they are
 */
const Range = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('percentile'),
    low: z.number().min(0).max(100),
    high: z.number().min(0).max(100),
    values: z.enum(['presentation', 'modality']).optional(),
  }),
  z.object({ method: z.literal('window'), low: z.number(), high: z.number() }),
  z.object({ method: z.literal('min-max'), values: z.enum(['presentation', 'modality']).optional() }),
  z.object({ method: z.literal('none'), values: z.enum(['presentation', 'modality']).optional() }),
]);
export type InputRange = z.infer<typeof Range>;

/** Beyond it a mean or a deviation leaves nothing of a picture in 32 bits. */
const MOST = 1e6;

/** `(value - mean) / std` for each channel, or (z-score) with the mean and population deviation of the input itself. */
const Normalisation = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('fixed').optional(),
    mean: z.array(z.number().min(-MOST).max(MOST)).min(1).max(3),
    std: z
      .array(
        z
          .number()
          .min(1 / MOST)
          .max(MOST),
      )
      .min(1)
      .max(3),
  }),
  z.object({ method: z.literal('z-score') }),
]);

/**
 * How a picture gets the network's size. `squash`: to the size, whatever the aspect ratio; `letterbox`: as large as fits,
 * the rest filled by `pad`; `none`: as it is (then in tiles, or padded to `multiple`). Half-pixel centres everywhere:
 * `triangle-antialias` is torch's bilinear with antialias, `linear` without, `area` its adaptive mean, `nearest` its
 * nearest-exact.
 */
const Resize = z.object({
  fit: z.enum(['squash', 'letterbox', 'none']),
  filter: z.enum(['triangle-antialias', 'linear', 'nearest', 'area']),
});

/** What fills the network's input where the picture ends; `value` is on the scale before the normalisation. */
const Pad = z.object({
  mode: z.enum(['constant', 'edge', 'reflect']),
  value: z.number(),
  /** `centre`: on both sides alike, the odd one at the end; `end`: below, right and behind. */
  place: z.enum(['centre', 'end']),
});

/** Sides of the patient, no axis twice. */
const Sides = z
  .string()
  .regex(/^(?!.*[RL].*[RL])(?!.*[AP].*[AP])(?!.*[SI].*[SI])[RLAPSI]{2,3}$/, problem('orientation-letters'));

export const Layout = z.enum(['NCHW', 'NHWC', 'NCDHW', 'NDHWC', 'NTCHW']);
export type Layout = z.infer<typeof Layout>;

/** What a network takes: for which pictures it was made, and how they become its tensor. */
export const ModelInput = z.object({
  name: z.string().min(1).max(256),
  /**
   * `frame`: one picture; `volume`: the slices of a series or of a NIfTI file at once; `sequence`: the same read in order,
   * one slice or frame a step.
   */
  kind: z.enum(['frame', 'volume', 'sequence']),
  /**
   * Of a sequence what its steps are: `slices` (or frames) of one picture or series, as where nothing is said, or `studies`: one film
   * of each of a patient's studies, the oldest first, each prepared as a picture by itself.
   */
  steps: z.enum(['slices', 'studies']).optional(),
  modalities: z.array(plainText(16)).min(1),
  bodyParts: z.array(plainText(64)),
  views: z.array(plainText(16)),
  /** Inclusive range of ages in the training data; null: any. */
  ageYears: z.tuple([z.number(), z.number()]).nullable(),
  /** How slices lie in the patient, the nearest of the three; absent: any. */
  planes: z
    .array(z.enum(['axial', 'coronal', 'sagittal']))
    .min(1)
    .max(3)
    .optional(),
  /**
   * To which sides of the patient the axes of the network's grid run, in the order of `size`: R or L, A or P, S or I, e.g. `SPL` of
   * axial slices from the feet up. Pictures are put in that order first, without a number being changed. Absent: as they are stored.
   */
  orientation: Sides.optional(),
  /** Inclusive ranges of the spacings in the training data, in the order of `size`; absent: any. */
  spacingRangeMm: z
    .array(z.tuple([z.number().positive(), z.number().positive()]))
    .min(2)
    .max(3)
    .optional(),
  /** What of these is refused where the file says otherwise; what is not named is a warning. */
  strict: z
    .array(z.enum(['view', 'age', 'plane', 'orientation', 'spacing']))
    .max(5)
    .optional(),
  /** The network sees a crop of this size, in source pixels, around a point; null: the whole picture. */
  point: z.object({ default: z.literal('centre'), cropPx: z.tuple([pixels, pixels]) }).nullable(),
  /** 1: grey (colour becomes its luma); 3: red, green, blue (a grey picture three times). */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** A frame: rows, columns. A volume: slices, rows, columns. A sequence: steps, rows, columns. */
  size: z.array(side).min(2).max(3),
  /** Sides that are null must be a multiple of this. */
  multiple: z.number().int().min(1).max(512).optional(),
  /** The grid that the network was trained on, in the order of `size`; pictures are resampled to it first. Null: any. */
  spacingMm: z.array(z.number().positive()).min(2).max(3).nullable(),
  resize: Resize,
  pad: Pad.nullable(),
  range: Range,
  normalisation: Normalisation,
  layout: Layout,
});
export type ModelInput = z.infer<typeof ModelInput>;
