import { Coded } from '../contract/coded.ts';
import { InstanceId, ModelId } from '../contract/ids.ts';
import { z } from '../schema.ts';
import { operatingPointOf, type ModelManifest } from './manifest.ts';

const fraction = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `above`, `below`: against the operating point; `indeterminate`: within the manifest's band; `refused`: a gate said no. */
export const Verdict = z.enum(['above', 'below', 'indeterminate', 'refused']);
export type Verdict = z.infer<typeof Verdict>;

/**
 * Where the network looked, on its own coarse grid, which covers the whole picture edge to edge. `values` are the map's
 * contributions to the logit, row by row, not cut and not scaled.
 */
export const ActivationMap = z.object({
  label: z.string().max(64),
  rows: z.number().int().min(1).max(512),
  columns: z.number().int().min(1).max(512),
  values: z.array(z.number()),
});
export type ActivationMap = z.infer<typeof ActivationMap>;

/** Milliseconds of each step; `read`: waiting for the decoded frame. */
export const Timings = z.object({
  read: z.number().nonnegative(),
  prepare: z.number().nonnegative(),
  load: z.number().nonnegative(),
  run: z.number().nonnegative(),
  explain: z.number().nonnegative(),
});
export type Timings = z.infer<typeof Timings>;

/** What a network said of one frame, with all that is needed to ask it again. Never changed once written. */
export const AnalysisResult = z.object({
  input: z.object({
    instanceId: InstanceId,
    frame: z.number().int().nonnegative(),
    /** SHA-256 over the frame's decoded stored values as they reached the network's preparation. */
    pixelSha256: sha256,
  }),
  model: z.object({ id: ModelId, version: z.string(), sha256 }),
  task: z.literal('classification'),
  verdict: Verdict,
  refusal: Coded.nullable(),
  /** The person asked for a result in spite of the refusal: marked for ever. */
  insisted: z.boolean(),
  operatingPoint: z
    .object({
      name: z.string(),
      label: z.string(),
      threshold: fraction,
      indeterminate: z.tuple([fraction, fraction]).nullable(),
    })
    .nullable(),
  warnings: z.array(Coded),
  /** Label → calibrated probability; empty when refused. */
  probabilities: z.record(z.string(), fraction),
  map: ActivationMap.nullable(),
  timingsMs: Timings,
  provider: z.object({ name: z.enum(['cpu']), threads: z.number().int().positive() }),
  versions: z.object({ application: z.string(), onnxruntime: z.string() }),
});
export type AnalysisResult = z.infer<typeof AnalysisResult>;

/**
 * The verdict for a calibrated probability (0–1) of `label`: inside the band (both ends included) it is indeterminate,
 * else at or above the threshold `above`, else `below`. A label without an operating point is always indeterminate.
 */
export function judgeProbability(
  manifest: Pick<ModelManifest, 'operatingPoints' | 'indeterminate'>,
  label: string,
  probability: number,
): Exclude<Verdict, 'refused'> {
  const point = operatingPointOf(manifest, label);
  if (!point) return 'indeterminate';
  const band = manifest.indeterminate[label];
  if (band && probability >= band[0] && probability <= band[1]) return 'indeterminate';
  return probability >= point.threshold ? 'above' : 'below';
}
