import { ModelId } from '../contract/ids.ts';
import { z } from '../schema.ts';
import { BothLanguages, BothTitles, plainText } from './both-languages.ts';
import { ModelInput } from './model-input.ts';
import { Anomaly, Calibration, Domain, LabelId, ModelOutput, Postprocess } from './model-output.ts';
import { problem } from './manifest-problem.ts';

const fraction = z.number().min(0).max(1);
const Interval = z.object({ value: fraction, low: fraction, high: fraction });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, problem('sha256'));
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, problem('file-name'))
  .max(120)
  // Windows drops a dot at the end, and has devices of these names in every folder
  .refine((name) => !/\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name), problem('file-name-reserved'));

/** What a network is asked: each has its file in `src-main/inference/tasks/`. */
export const Task = z.enum(['classification', 'segmentation', 'sequence', 'enhancement', 'anomaly']);
export type Task = z.infer<typeof Task>;

const side = z.number().int().min(1).max(4096);

/**
 * The network sees the picture in pieces of `size` (in the order of the input's sides) that overlap by a fraction of it;
 * where pieces overlap, their numbers are blended by a Gaussian weight around each piece's centre (deviation an eighth of
 * its side), or evenly.
 */
const Tiling = z.object({
  size: z.array(side).min(2).max(3),
  overlap: z.number().min(0).max(0.9),
  blend: z.enum(['gaussian', 'even']).optional(),
});

/** A file of weights beside the model file. */
export const WeightFile = z.object({ name: fileName, sha256, bytes: z.number().int().positive() });
export type WeightFile = z.infer<typeof WeightFile>;

/** The files of weights that lay beside a model when it was installed. */
export const WeightList = z.object({ weights: z.array(WeightFile).min(1).max(64) }).strict();

/** Every field of a manifest by itself; what they must be to one another stands in `manifest-rules.ts`. */
export const ManifestFields = z.object({
  schema: z.literal(1),
  id: ModelId,
  /** Three numbers without zeros before them, so that each version is written in one way. */
  version: z.string().regex(/^(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}$/, problem('version')),
  title: BothTitles,
  purpose: BothLanguages,
  limits: BothLanguages,
  task: Task,
  architecture: plainText(400),
  file: z.object({
    name: fileName,
    sha256,
    bytes: z.number().int().positive(),
    opset: z.number().int().positive(),
    /**
     * Files beside it in which its weights lie. Absent although the model has some: what lies beside it when it is installed
     * counts from then on.
     */
    external: z.array(WeightFile).max(64).optional(),
  }),
  licence: plainText(200),
  input: ModelInput,
  outputs: z.array(ModelOutput).min(1).max(16),
  calibration: Calibration,
  operatingPoints: z.array(
    z.object({
      name: plainText(64),
      label: LabelId,
      threshold: fraction,
      sensitivity: Interval,
      specificity: Interval,
      cases: z.number().int().positive(),
      patients: z.number().int().positive(),
    }),
  ),
  /** Label → band of calibrated probability in which the network's word is called indeterminate. */
  indeterminate: z.record(LabelId, z.tuple([fraction, fraction])),
  domain: Domain,
  /** Of an anomaly network: what its word is made of. */
  anomaly: Anomaly.optional(),
  tiling: Tiling.optional(),
  /** The network is asked again about mirrored pictures; the answers' mean counts, their spread is the uncertainty. */
  testTime: z
    .array(z.enum(['flip-columns', 'flip-rows']))
    .max(2)
    .optional(),
  postprocess: z.array(Postprocess).max(32),
  selfTest: z.object({
    /** Input tensor value `i` is `amplitude * sin(step * i)`, batch of one, in the input's layout. */
    generator: z.object({ kind: z.literal('sine'), step: z.number(), amplitude: z.number() }),
    /** The input's sides in the order of `input.size`; needed where one of them is null. */
    size: z.array(side).min(2).max(3).optional(),
    /** Output → its values, row-major; those at 0, stride, 2 × stride … where `stride` names the output. */
    expected: z.record(z.string(), z.array(z.number()).max(16_384)),
    stride: z.record(z.string(), z.number().int().min(1)).optional(),
    tolerance: z.number().positive(),
  }),
  /** Largest difference from the CPU on the self-test input with which another provider is used. */
  providerTolerance: z.number().positive().optional(),
  /** Most memory that a run takes, measured on a picture of usual size. */
  memoryBytes: z.number().int().positive().optional(),
  figures: z.array(
    z.object({
      /** `auc`, `dice`, `psnr-gain-db` …: kebab-case, the unit last where there is one. */
      name: plainText(64),
      /** Null: of the network as a whole. */
      label: LabelId.nullable(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
      cases: z.number().int().nonnegative(),
      patients: z.number().int().nonnegative(),
      on: BothLanguages,
    }),
  ),
  training: z.object({
    data: z.array(
      z.object({
        name: plainText(400),
        licence: plainText(100),
        citation: plainText(1000),
        cases: z.number().int().nonnegative(),
        patients: z.number().int().nonnegative(),
      }),
    ),
    folds: plainText(1000),
    recipe: plainText(200),
  }),
  attribution: z.array(plainText(1000)),
});
export type ManifestFields = z.infer<typeof ManifestFields>;
