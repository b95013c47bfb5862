import { Task } from '../findings/manifest.ts';
import { z } from '../schema.ts';
import type { ChoiceEvaluation, LabelEvaluation } from './classification-evaluation.ts';
import type { MaskEvaluation } from './mask-evaluation.ts';

/** How well a network did on labelled pictures: everything that is shown, printed and written of it. */
export interface Evaluation {
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly task: Task;
  /** When it ended, UTC, ISO 8601. */
  readonly at: string;
  /** Pictures with a truth that the network was asked about. */
  readonly cases: number;
  /** Those of them that a gate refused; they are in no figure. */
  readonly refused: number;
  /** Rows of the label file without a picture. */
  readonly missing: number;
  /** Pictures without a row. */
  readonly unlabelled: number;
  /** Pictures with a row that could not be read, asked about or compared. */
  readonly failed: number;
  /** Patients among the cases; null: the label file names none, and pictures of one person count as independent. */
  readonly patients: number | null;
  /** How common the positive is where the network is to be used, 0–1; null: not given. */
  readonly prevalence: number | null;
  /** Value of true masks that is neither inside nor outside; null: none. */
  readonly ignored: number | null;
  readonly labels: readonly LabelEvaluation[];
  /** Null: the network does not choose one of several labels. */
  readonly choice: ChoiceEvaluation | null;
  readonly masks: readonly MaskEvaluation[];
}

/** Any number: what could not be counted is `NaN`, and a ROC curve begins at infinity. */
const figure = z.custom<number>((value) => typeof value === 'number');
const count = z.number().int().nonnegative();
const Estimate = z.object({ value: figure, low: figure, high: figure });
const Counts = z.object({ truePositive: count, falsePositive: count, trueNegative: count, falseNegative: count });
const share = z.number().min(0).max(1);
const word = z.string().max(1024);

const AtThreshold = z.object({
  threshold: figure,
  counts: Counts,
  figures: z.object({
    sensitivity: Estimate,
    specificity: Estimate,
    positivePredictive: Estimate,
    negativePredictive: Estimate,
    accuracy: Estimate,
    f1: figure,
  }),
  atPrevalence: z.object({ prevalence: share, positive: figure, negative: figure }).nullable(),
});

const Label = z.object({
  label: word,
  positives: count,
  negatives: count,
  auc: Estimate,
  averagePrecision: figure,
  brier: figure,
  calibrationError: figure,
  roc: z.array(z.object({ threshold: figure, sensitivity: figure, fallOut: figure, low: figure, high: figure })),
  precisionRecall: z.array(z.object({ threshold: figure, precision: figure, recall: figure })),
  bins: z.array(z.object({ from: figure, cases: count, predicted: figure, observed: figure })),
  atThreshold: AtThreshold.nullable(),
  subgroups: z.array(
    z.object({
      column: word,
      value: word,
      positives: count,
      negatives: count,
      auc: Estimate,
      sensitivity: Estimate.nullable(),
      specificity: Estimate.nullable(),
      gap: z.object({ auc: figure, sensitivity: figure.nullable(), specificity: figure.nullable() }),
    }),
  ),
  mistakes: z.array(z.object({ file: word, probability: share, positive: z.boolean() })),
});

const Masks = z.object({
  label: word,
  cases: count,
  dice: Estimate,
  diceOfTheWorst: figure,
  intersectionOverUnion: Estimate,
  hausdorff95: Estimate,
  unit: z.enum(['mm', 'px']),
  histogram: z.array(count),
  worst: z.array(
    z.object({
      file: word,
      dice: figure,
      intersectionOverUnion: figure,
      hausdorff95: figure,
      unit: z.enum(['mm', 'px']),
    }),
  ),
  subgroups: z.array(z.object({ column: word, value: word, cases: count, dice: Estimate, gap: figure })),
});

export const Evaluation: z.ZodType<Evaluation> = z.object({
  model: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  task: Task,
  at: z.iso.datetime(),
  cases: count,
  refused: count,
  missing: count,
  unlabelled: count,
  failed: count,
  patients: count.nullable(),
  prevalence: share.nullable(),
  ignored: z.number().nullable(),
  labels: z.array(Label),
  choice: z
    .object({
      confusion: z.object({ labels: z.array(word), counts: z.array(z.array(count)) }),
      accuracy: Estimate,
      macroF1: figure,
    })
    .nullable(),
  masks: z.array(Masks),
});
