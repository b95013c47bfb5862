import { ModelId } from '../contract/ids.ts';
import { z } from '../schema.ts';

/** A text for people in both languages. */
export const BothLanguages = z.object({ en: z.string().min(1).max(4000), zh: z.string().min(1).max(4000) });
export type BothLanguages = z.infer<typeof BothLanguages>;

const fraction = z.number().min(0).max(1);
const Interval = z.object({ value: fraction, low: fraction, high: fraction });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const labelId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
  .max(120);

export const ModelLabel = z.object({
  id: labelId,
  title: BothLanguages,
  code: z.object({ system: z.string().max(16), value: z.string().max(64), meaning: z.string().max(200) }).nullable(),
  /** The label that this one presupposes: its probability reads "given that". */
  given: labelId.nullable(),
});
export type ModelLabel = z.infer<typeof ModelLabel>;

const Input = z.object({
  name: z.string().min(1).max(64),
  kind: z.literal('frame'),
  modalities: z.array(z.string().max(16)).min(1),
  bodyParts: z.array(z.string().max(64)),
  views: z.array(z.string().max(16)),
  /** Inclusive range of ages in the training data; null: any. */
  ageYears: z.tuple([z.number(), z.number()]).nullable(),
  point: z.null(),
  channels: z.literal(1),
  /** Rows, columns of the network's input. */
  size: z.tuple([z.number().int().min(8).max(4096), z.number().int().min(8).max(4096)]),
  spacingMm: z.null(),
  resize: z.object({ fit: z.literal('squash'), filter: z.literal('triangle-antialias') }),
  pad: z.null(),
  range: z.object({
    method: z.literal('percentile'),
    low: z.number().min(0).max(100),
    high: z.number().min(0).max(100),
  }),
  normalisation: z.object({ mean: z.array(z.number()).length(1), std: z.array(z.number().positive()).length(1) }),
  layout: z.literal('NCHW'),
});

const Output = z.discriminatedUnion('kind', [
  z.object({
    name: z.string().min(1).max(64),
    kind: z.literal('logits'),
    activation: z.literal('sigmoid'),
    labels: z.array(ModelLabel).min(1).max(64),
  }),
  z.object({ name: z.string().min(1).max(64), kind: z.literal('activation'), labels: z.array(labelId).min(1).max(64) }),
  z.object({ name: z.string().min(1).max(64), kind: z.literal('embedding') }),
]);

/**
 * `models/<id>/manifest.json`, schema 1: what a network is for, what it takes, what its numbers mean and where they were
 * measured. Thresholds and bands are on the calibrated probability. Other tasks join when their room exists.
 */
export const ModelManifest = z
  .object({
    schema: z.literal(1),
    id: ModelId,
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    title: BothLanguages,
    purpose: BothLanguages,
    limits: BothLanguages,
    task: z.literal('classification'),
    architecture: z.string().max(400),
    file: z.object({
      name: fileName,
      sha256,
      bytes: z.number().int().positive(),
      opset: z.number().int().positive(),
    }),
    licence: z.string().max(200),
    input: Input,
    outputs: z.array(Output).min(1),
    calibration: z.object({
      method: z.literal('temperature'),
      labels: z.record(labelId, z.object({ temperature: z.number().positive(), ece: fraction })),
    }),
    operatingPoints: z.array(
      z.object({
        name: z.string().max(64),
        label: labelId,
        threshold: fraction,
        sensitivity: Interval,
        specificity: Interval,
        cases: z.number().int().positive(),
        patients: z.number().int().positive(),
      }),
    ),
    /** Label → band of calibrated probability in which the network's word is called indeterminate. */
    indeterminate: z.record(labelId, z.tuple([fraction, fraction])),
    domain: z.object({ method: z.literal('none') }),
    postprocess: z.array(z.never()),
    selfTest: z.object({
      /** Input tensor value `i` is `amplitude * sin(step * i)`, batch of one. */
      generator: z.object({ kind: z.literal('sine'), step: z.number(), amplitude: z.number() }),
      expected: z.record(z.string(), z.array(z.number())),
      tolerance: z.number().positive(),
    }),
    figures: z.array(
      z.object({
        name: z.string().max(64),
        label: labelId,
        value: z.number(),
        low: z.number(),
        high: z.number(),
        cases: z.number().int(),
        patients: z.number().int(),
        on: BothLanguages,
      }),
    ),
    training: z.object({
      data: z.array(
        z.object({
          name: z.string().max(400),
          licence: z.string().max(100),
          citation: z.string().max(1000),
          cases: z.number().int(),
          patients: z.number().int(),
        }),
      ),
      folds: z.string().max(1000),
      recipe: z.string().max(200),
    }),
    attribution: z.array(z.string().max(1000)),
  })
  .superRefine((manifest, context) => {
    const labels = new Set(labelsOf(manifest).map((label) => label.id));
    const check = (label: string, path: (string | number)[]) => {
      if (!labels.has(label)) context.addIssue({ code: 'custom', message: `names no label: ${label}`, path });
    };
    manifest.operatingPoints.forEach((point, index) => check(point.label, ['operatingPoints', index, 'label']));
    for (const label of Object.keys(manifest.indeterminate)) check(label, ['indeterminate', label]);
    const wrong = (message: string, path: (string | number)[]) => context.addIssue({ code: 'custom', message, path });
    const within = (value: number, [low, high]: readonly [number, number]) => low <= value && value <= high;
    manifest.operatingPoints.forEach((point, index) => {
      for (const name of ['sensitivity', 'specificity'] as const) {
        const { value, low, high } = point[name];
        if (!within(value, [low, high])) wrong('lies outside its interval', ['operatingPoints', index, name]);
      }
    });
    manifest.figures.forEach(({ value, low, high }, index) => {
      if (!within(value, [low, high])) wrong('lies outside its interval', ['figures', index]);
    });
    for (const [label, band] of Object.entries(manifest.indeterminate)) {
      if (band[0] > band[1]) wrong('ends before it begins', ['indeterminate', label]);
      else {
        const point = operatingPointOf(manifest, label);
        if (point && !within(point.threshold, band)) wrong('leaves out the threshold', ['indeterminate', label]);
      }
    }
    for (const label of labels) {
      if (!manifest.calibration.labels[label])
        context.addIssue({ code: 'custom', message: 'has no calibration', path: ['calibration', 'labels', label] });
    }
  });
export type ModelManifest = z.infer<typeof ModelManifest>;

/** The labels of a manifest's logits, in the order of the network's output. */
export function labelsOf(manifest: Pick<ModelManifest, 'outputs'>): ModelLabel[] {
  return manifest.outputs.flatMap((output) => (output.kind === 'logits' ? output.labels : []));
}

/** The operating point of a label; the first one named `default`, else the first; undefined where there is none. */
export function operatingPointOf(
  manifest: Pick<ModelManifest, 'operatingPoints'>,
  label: string,
): ModelManifest['operatingPoints'][number] | undefined {
  const points = manifest.operatingPoints.filter((point) => point.label === label);
  return points.find((point) => point.name === 'default') ?? points[0];
}
