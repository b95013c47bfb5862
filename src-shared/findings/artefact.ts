import { z } from '../schema.ts';

/**
 * A picture that a result speaks of, kept as a file beside the case log under its hash: too large for a record.
 *
 * - `mask`: 0 background, `i + 1` where `labels[i]` is; 8 bits
 * - `probability`: calibrated probability of `labels[0]`, 0 to `2^16 - 1`
 * - `enhanced`: 16 bits from `values.low` to `values.high`
 * - `map`: an explanation over the source's grid, 0 to `2^16 - 1` from `values.low` to `values.high`
 */
export const Artefact = z.object({
  kind: z.enum(['mask', 'probability', 'enhanced', 'map']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Name within the folder `artefacts`. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(120),
  format: z.enum(['png', 'nii.gz']),
  bytes: z.number().int().positive(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  /** 1: a picture; more: slices of a volume, in reading order. */
  frames: z.number().int().positive(),
  labels: z.array(z.string().max(64)).max(64),
  /** What the smallest and the largest stored number stand for; null: labels. */
  values: z.object({ low: z.number(), high: z.number() }).nullable(),
});
export type Artefact = z.infer<typeof Artefact>;
