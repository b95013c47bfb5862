import { z } from '../schema.ts';
import { BothTitles, plainText } from './both-languages.ts';
import { manyNumbers } from './many-numbers.ts';
import { problem } from './manifest-problem.ts';

const fraction = z.number().min(0).max(1);

/** Names of labels: kebab-case. One word every object answers to, so that a label of that name would have whatever is asked of it. */
export const LabelId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, problem('word-name'))
  .max(64)
  .refine((id) => id !== 'constructor', problem('label-reserved'));

export const ModelLabel = z.object({
  id: LabelId,
  title: BothTitles,
  code: z.object({ system: plainText(16), value: plainText(64), meaning: plainText(200) }).nullable(),
  /** The label that this one presupposes: its probability reads "given that". */
  given: LabelId.nullable(),
});
export type ModelLabel = z.infer<typeof ModelLabel>;

/** Exporters join the names of all modules around it. */
const name = z.string().min(1).max(256);
const labels = z.array(ModelLabel).min(1).max(64);

/** What makes probabilities of the numbers: `identity` where the network ends with its own sigmoid or softmax. */
export const Activation = z.enum(['sigmoid', 'softmax', 'identity']);
export type Activation = z.infer<typeof Activation>;

/** Of a mask besides: `index`, where the network ends with an argmax and answers numbers of labels instead of shares. */
const MaskActivation = z.enum([...Activation.options, 'index']);

/** One output of a network and what its numbers mean. Others that the file has are left alone. */
export const ModelOutput = z.discriminatedUnion('kind', [
  /** [1, labels]. */
  z.object({ name, kind: z.literal('logits'), activation: Activation, labels }),
  /**
   * The input's grid (or a coarser one over the same field), one channel a label; with `softmax` one more, channel 0, for
   * the background; with `identity` it may be there too. With `index` one channel in all, of whole numbers. Label `i` is number
   * `i + 1` there and in masks, 0 the background. Where the background is answered, the labels exclude one another.
   */
  z.object({
    name,
    kind: z.literal('mask'),
    activation: MaskActivation,
    labels,
    /** Probability levels between whose areas the interval of an area is stated; 0.25 and 0.75 when absent. */
    interval: z.tuple([fraction, fraction]).optional(),
  }),
  /** [1, labels, rows, columns]: contributions to each label's logit, edge to edge over the input. */
  z.object({ name, kind: z.literal('activation'), labels: z.array(LabelId).min(1).max(64) }),
  /** [1, 1 or 3, rows × scale, columns × scale]: a picture; `black` and `white` are its numbers for the range's ends. */
  z.object({
    name,
    kind: z.literal('image'),
    scale: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    black: z.number(),
    white: z.number(),
  }),
  /** [1, n]: the network's feature space. */
  z.object({ name, kind: z.literal('embedding') }),
  /** The shape of the input: what an autoencoder makes of it. */
  z.object({ name, kind: z.literal('reconstruction') }),
]);
export type ModelOutput = z.infer<typeof ModelOutput>;

/** Beyond these ends every probability is a half, or 0 or 1. */
const Temperature = z.object({ temperature: z.number().min(0.001).max(1000), ece: fraction });
/** Calibrated probability over the uncalibrated one, straight between knots, held beyond the ends. `x` rises. */
const Isotonic = z
  .object({ x: z.array(fraction).min(2).max(512), y: z.array(fraction).min(2).max(512), ece: fraction })
  .superRefine(({ x, y }, context) => {
    const falls = (values: number[], strictly: boolean) =>
      values.some((value, i) => i > 0 && (strictly ? value <= values[i - 1]! : value < values[i - 1]!));
    if (x.length !== y.length) context.addIssue({ code: 'custom', message: problem('knots'), path: ['y'] });
    if (falls(x, true)) context.addIssue({ code: 'custom', message: problem('knots-rise'), path: ['x'] });
    if (falls(y, false)) context.addIssue({ code: 'custom', message: problem('knots-fall'), path: ['y'] });
  });

/**
 * Network's numbers → probabilities that hold. `temperature`: the logit is divided before sigmoid (by label) or softmax
 * (`softmax`, one for all). `isotonic`: the probability of each label is read off its curve; after softmax they are then
 * scaled to a sum of 1. `none`: nobody measured, and the product says so.
 */
export const Calibration = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('temperature'),
    labels: z.record(LabelId, Temperature).optional(),
    softmax: Temperature.optional(),
  }),
  z.object({ method: z.literal('isotonic'), labels: z.record(LabelId, Isotonic) }),
  z.object({ method: z.literal('none') }),
]);
export type Calibration = z.infer<typeof Calibration>;

const MAX_FEATURES = 4096;
const MAX_WHITENING = 65_536;

const FeatureDistance = z.object({
  method: z.literal('feature-distance'),
  /** Name of the embedding output. */
  output: name,
  /** `l2`: the embedding is scaled to length 1 first. */
  scaling: z.enum(['none', 'l2']).optional(),
  /** One centre, or one a class; the nearest counts. */
  means: z.array(z.array(z.number()).min(1).max(MAX_FEATURES)).min(1).max(32),
  /** A diagonal covariance. */
  variance: z.array(z.number().positive()).max(MAX_FEATURES).optional(),
  /** Row by row, `rows` × length of a mean: the distance is the length of `W (x - mean)` (W: inverse Cholesky factor, or of low rank). */
  whitening: z
    .object({
      rows: z.number().int().min(1).max(MAX_FEATURES),
      values: manyNumbers(MAX_WHITENING),
    })
    .optional(),
  /** Inside: a distance of at most this. Distance: the length of the (whitened) difference, not its square. */
  threshold: z.number().positive(),
});

const Reconstruction = z.object({
  method: z.literal('reconstruction'),
  /** Name of the reconstruction output. */
  output: name,
  /** Mean over the input tensor of the squared or of the absolute difference. */
  measure: z.enum(['mean-squared', 'mean-absolute']),
  /** Inside: a score of at most this. */
  threshold: z.number().positive(),
});

/** How far a picture lies from those that the network learned from. Beyond the threshold it is refused. */
export const Domain = z.discriminatedUnion('method', [
  z.object({ method: z.literal('none') }),
  FeatureDistance,
  Reconstruction,
]);
export type Domain = z.infer<typeof Domain>;

/** The same two measures as the word of an anomaly network. */
export const Anomaly = z.discriminatedUnion('method', [FeatureDistance, Reconstruction]);
export type Anomaly = z.infer<typeof Anomaly>;

const ofLabel = { label: LabelId.nullable() };

/**
 * What is done to a mask, in this order, on the source's grid; `label` null: to every label. All counts are in source pixels
 * (voxels of a volume).
 */
export const Postprocess = z.discriminatedUnion('step', [
  /** Where a label begins: calibrated probability of at least this (0.5 without this step). */
  z.object({ step: z.literal('threshold'), ...ofLabel, value: fraction }),
  /** Keeps the `count` largest parts; parts touch by faces (4 or 6 neighbours) or also by corners (8 or 26). */
  z.object({
    step: z.literal('largest-component'),
    ...ofLabel,
    count: z.number().int().min(1).max(64),
    touch: z.enum(['faces', 'corners']),
  }),
  /** Fills what background can't reach from the border by faces; slice by slice in a volume. */
  z.object({ step: z.literal('fill-holes'), ...ofLabel }),
  /** Opening, then closing with a disc (slice by slice in a volume). */
  z.object({ step: z.literal('smooth'), ...ofLabel, radiusPx: z.number().int().min(1).max(64) }),
  /** Drops parts (by corners) of fewer pixels. */
  z.object({ step: z.literal('minimum-size'), ...ofLabel, pixels: z.number().int().min(1) }),
]);
export type Postprocess = z.infer<typeof Postprocess>;
