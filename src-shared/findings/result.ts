import { Coded } from '../contract/coded-schema.ts';
import { InstanceId, ModelId } from '../contract/ids.ts';
import { z } from '../schema.ts';
import { Artefact } from './artefact.ts';
import { Task } from './manifest.ts';

const fraction = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * `above`, `below`: against the operating point or threshold; `indeterminate`: within the manifest's band; `refused`: a gate
 * said no; `stated`: a class, an outline or a picture that no threshold judges.
 */
export const Verdict = z.enum(['above', 'below', 'indeterminate', 'refused', 'stated']);
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
  /** How it was made; absent: from the network's own activation output. */
  method: z.enum(['activation', 'occlusion', 'rise', 'lime']).optional(),
  /**
   * Area under the curve of the label's probability while pixels are taken away (deletion: lower is better) and put back
   * (insertion: higher is better) in the map's order, 0–1; `random`: the same in random order.
   */
  faithfulness: z
    .object({ deletion: fraction, insertion: fraction, randomDeletion: fraction, randomInsertion: fraction })
    .optional(),
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

/** One label of a mask. Areas and volumes are null where the file states no spacing. */
export const Segment = z.object({
  label: z.string().max(64),
  /** Pixels; voxels of a volume. */
  areaPx: z.number().int().nonnegative(),
  areaMm2: z.number().nonnegative().nullable(),
  volumeMm3: z.number().nonnegative().nullable(),
  /** The same at the manifest's outer probability levels, in the largest unit that is known. */
  interval: z
    .object({ unit: z.enum(['px', 'mm2', 'mm3']), low: z.number().nonnegative(), high: z.number().nonnegative() })
    .nullable(),
  /** Mean calibrated probability within; null: nothing there, or nobody calibrated. */
  confidence: fraction.nullable(),
  /**
   * Of frames one after the other in time, each outlined by itself: pixels in each, in reading order. What is summed over time is
   * no area, so all numbers above are of the frame in which there are most, the first of equal ones: `largest`, from 0. Absent: a
   * picture or a volume.
   */
  byFrame: z
    .object({ areasPx: z.array(z.number().int().nonnegative()).max(100_000), largest: z.number().int().nonnegative() })
    .optional(),
});
export type Segment = z.infer<typeof Segment>;

/** How far the picture lies from those that the network learned from. */
export const DomainWord = z.object({
  method: z.enum(['feature-distance', 'reconstruction']),
  score: z.number().nonnegative(),
  threshold: z.number().positive(),
  inside: z.boolean(),
});
export type DomainWord = z.infer<typeof DomainWord>;

/** Spread over the answers to mirrored pictures: for each label the smallest and largest probability. */
export const Uncertainty = z.object({
  method: z.enum(['flip']),
  answers: z.number().int().min(2),
  labels: z.record(z.string(), z.object({ low: fraction, high: fraction })),
});
export type Uncertainty = z.infer<typeof Uncertainty>;

/** What a network said of a frame or series, with all that is needed to ask it again. Never changed once written. */
export const AnalysisResult = z.object({
  input: z.object({
    instanceId: InstanceId,
    frame: z.number().int().nonnegative(),
    /** SHA-256 over the frame's decoded stored values as they reached the network's preparation. */
    pixelSha256: sha256,
    /**
     * To which sides of the patient slices, rows and columns run in the file, and as the network got them, e.g. `SPL` and `RAS`;
     * absent: the network wants no order of axes, or the file does not say how it lies.
     */
    orientation: z.object({ stored: z.string().length(3), given: z.string().length(3) }).optional(),
    /** All instances of a volume or sequence in reading order, and how many frames went in; absent: the one frame. */
    volume: z
      .object({
        instanceIds: z.array(InstanceId).min(1).max(100_000),
        frames: z.number().int().min(1),
        /**
         * Of each slice its instance (the place in `instanceIds`) and frame, both from 0; absent: slice `i` is frame `i` of the only
         * instance, or the only frame of instance `i`.
         */
        slices: z
          .array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]))
          .max(100_000)
          .optional(),
        /** Its steps are films of the patient's studies, not slices of one. */
        studies: z.literal(true).optional(),
      })
      .optional(),
    /** The point that was asked about, in pixels from the top left corner's, and the crop around it. */
    point: z.object({ x: z.number(), y: z.number(), byDefault: z.boolean() }).optional(),
    crop: z
      .object({
        row: z.number().int(),
        column: z.number().int(),
        rows: z.number().int().min(1),
        columns: z.number().int().min(1),
      })
      .optional(),
  }),
  /**
   * `weights`: hashes of the files beside the model file in which its weights lay; absent: it held them all. `manifestSha256`: of its
   * description, and of the list of weights where that was made when it was installed; absent in results of older programs.
   */
  model: z.object({
    id: ModelId,
    version: z.string(),
    sha256,
    weights: z
      .array(z.object({ name: z.string().max(120), sha256 }))
      .max(64)
      .optional(),
    manifestSha256: sha256.optional(),
  }),
  task: Task,
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
  /** Label → calibrated probability; empty when refused, and where the task gives none. */
  probabilities: z.record(z.string(), fraction),
  /** Of a segmentation, one a label; the mask is among the artefacts. */
  segments: z.array(Segment).max(64).optional(),
  anomaly: z
    .object({ score: z.number().nonnegative(), threshold: z.number().positive(), inside: z.boolean() })
    .optional(),
  /** Absent: the network knows no domain. */
  domain: DomainWord.optional(),
  uncertainty: Uncertainty.optional(),
  artefacts: z.array(Artefact).max(64).optional(),
  map: ActivationMap.nullable(),
  timingsMs: Timings,
  provider: z.object({
    name: z.enum(['cpu', 'cuda', 'dml', 'webgpu', 'coreml']),
    threads: z.number().int().positive(),
  }),
  versions: z.object({ application: z.string(), onnxruntime: z.string() }),
});
export type AnalysisResult = z.infer<typeof AnalysisResult>;
