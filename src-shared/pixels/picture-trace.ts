import { z } from '../schema.ts';

/** What a picture is like, as a person sees it (0 black to 255 white): for finding those that are unlike the others. */
export const PictureFigures = z.object({
  mean: z.number(),
  deviation: z.number().nonnegative(),
  /** Percentiles 5, 50 and 95. */
  dark: z.number(),
  median: z.number(),
  bright: z.number(),
  /** Shannon entropy of 256 grey levels, bits. */
  entropy: z.number().nonnegative(),
  /** Variance of the four-neighbour Laplacian (Pech-Pacheco et al. 2000): little where a picture is blurred or empty. */
  sharpness: z.number().nonnegative(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
});
export type PictureFigures = z.infer<typeof PictureFigures>;

/** The figures that are compared between pictures. */
export const COMPARED_FIGURES = [
  'mean',
  'deviation',
  'dark',
  'median',
  'bright',
  'entropy',
  'sharpness',
  'rows',
  'columns',
] as const satisfies readonly (keyof PictureFigures)[];
export type ComparedFigure = (typeof COMPARED_FIGURES)[number];

/** What is kept of a picture to find the same one, one that is nearly it, and one that is unlike the others. */
export const PictureTrace = z.object({
  /** SHA-256 over rows, columns and the decoded values of the frame. */
  pixelSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `differenceHash`; null: one grey all over. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  figures: PictureFigures,
});
export type PictureTrace = z.infer<typeof PictureTrace>;
