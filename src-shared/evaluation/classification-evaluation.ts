import { bootstrap } from '../metrics/bootstrap.ts';
import { grouped } from '../metrics/grouped.ts';
import { brierScore, calibrationBins, calibrationError, type CalibrationBin } from '../metrics/calibration.ts';
import { accuracyOf, confusionMatrix, macroF1, type ConfusionMatrix } from '../metrics/confusion.ts';
import { countsAt, figuresOf, predictiveAt, wilson, type BinaryCounts, type BinaryFigures } from '../metrics/counts.ts';
import { averagePrecision, precisionRecallCurve, type PrecisionRecallPoint } from '../metrics/precision-recall.ts';
import { areaWithInterval, rocCurve, type Estimate, type RocPoint, type ScoredCases } from '../metrics/roc.ts';
import { reaches } from '../findings/verdict.ts';
import { patientOf, type EvaluatedCase } from './labelled-case.ts';
import { subgroupColumns } from './subgroup-columns.ts';

/** What is asked of a label: where its operating point lies and what it presupposes. */
export interface AskedLabel {
  readonly id: string;
  /** The label that must be true for this one to be asked about; null: none. */
  readonly given: string | null;
  /** Calibrated probability at or above which it is called; null: no operating point. */
  readonly threshold: number | null;
}

/** How well one label is told, against all cases that it applies to. */
export interface LabelEvaluation {
  readonly label: string;
  readonly positives: number;
  readonly negatives: number;
  readonly auc: Estimate;
  readonly averagePrecision: number;
  readonly brier: number;
  readonly calibrationError: number;
  readonly roc: readonly RocBandPoint[];
  readonly precisionRecall: readonly PrecisionRecallPoint[];
  readonly bins: readonly CalibrationBin[];
  /** Null without an operating point. */
  readonly atThreshold: ThresholdEvaluation | null;
  readonly subgroups: readonly SubgroupEvaluation[];
  /** Cases that lie furthest on the wrong side, the worst first. */
  readonly mistakes: readonly LabelMistake[];
}

/** A threshold of the ROC curve with the 95 % interval (Wilson) of its sensitivity. */
export interface RocBandPoint extends RocPoint {
  readonly low: number;
  readonly high: number;
}

/** A case whose probability speaks against its truth. */
export interface LabelMistake {
  readonly file: string;
  readonly probability: number;
  /** Whether the label is true. */
  readonly positive: boolean;
}

export interface ThresholdEvaluation {
  readonly threshold: number;
  readonly counts: BinaryCounts;
  readonly figures: BinaryFigures;
  /** At the site's own prevalence; null where none was given. */
  readonly atPrevalence: { readonly prevalence: number; readonly positive: number; readonly negative: number } | null;
}

/** One value of one column. `gap`: by how much its figure lies below the best value of that column. */
export interface SubgroupEvaluation {
  readonly column: string;
  readonly value: string;
  readonly positives: number;
  readonly negatives: number;
  readonly auc: Estimate;
  readonly sensitivity: Estimate | null;
  readonly specificity: Estimate | null;
  readonly gap: { readonly auc: number; readonly sensitivity: number | null; readonly specificity: number | null };
}

/** Calls of a network that chooses one of several labels. */
export interface ChoiceEvaluation {
  readonly confusion: ConfusionMatrix;
  readonly accuracy: Estimate;
  readonly macroF1: number;
}

const FEWEST_OF_EACH = 1;
const MISTAKES_SHOWN = 10;

/** Evaluates a label over the cases that the network answered. Figures without cases of both kinds are `NaN`. */
export function evaluateLabel(
  cases: readonly EvaluatedCase[],
  asked: AskedLabel,
  prevalence: number | null,
): LabelEvaluation {
  const told = cases.filter((one) => applies(one, asked));
  const scored = scoresOf(told, asked.id);
  const positives = scored.positive.filter(Boolean).length;
  return {
    label: asked.id,
    positives,
    negatives: told.length - positives,
    auc: areaWithInterval(scored, patientsOf(told)),
    averagePrecision: averagePrecision(scored),
    brier: brierScore(scored),
    calibrationError: calibrationError(scored),
    roc: rocCurve(scored).map((point) => {
      const { low, high } = wilson(Math.round(point.sensitivity * positives) || 0, positives);
      return { ...point, low, high };
    }),
    precisionRecall: precisionRecallCurve(scored),
    bins: calibrationBins(scored),
    atThreshold: asked.threshold === null ? null : atThreshold(scored, asked.threshold, prevalence),
    subgroups: subgroupsOf(told, asked),
    mistakes: mistakesOf(told, scored, asked.threshold ?? 0.5),
  };
}

/**
 * Evaluates a network that chooses: each case is called by its highest probability. The accuracy's interval is a bootstrap
 * over patients where a column `patient` tells them, else over pictures.
 */
export function evaluateChoice(cases: readonly EvaluatedCase[], labels: readonly string[]): ChoiceEvaluation {
  const told = cases.filter(({ refused, row }) => !refused && row.labels?.length === 1);
  const truth = told.map(({ row }) => row.labels![0] as string);
  const called = told.map(({ probabilities }) => highest(probabilities, labels));
  const confusion = confusionMatrix(labels, truth, called);
  const right = told.map((one, i) => ({
    patient: patientOf(one.row),
    right: truth[i] === called[i],
  }));
  const patients = [...grouped(right, ({ patient }) => patient).values()].map((those) => [
    { cases: those.length, right: those.filter((one) => one.right).length },
  ]);
  const accuracy = bootstrap(patients, (drawn) => {
    let [cases, rightCalls] = [0, 0];
    for (const patient of drawn) {
      cases += patient.cases;
      rightCalls += patient.right;
    }
    return rightCalls / cases;
  });
  return { confusion, accuracy: { ...accuracy, value: accuracyOf(confusion) }, macroF1: macroF1(confusion) };
}

function highest(probabilities: Readonly<Record<string, number>>, labels: readonly string[]): string {
  return labels.reduce((best, label) => ((probabilities[label] ?? 0) > (probabilities[best] ?? 0) ? label : best));
}

function applies({ row, refused, probabilities }: EvaluatedCase, { id, given }: AskedLabel): boolean {
  if (refused || row.labels === null || probabilities[id] === undefined) return false;
  return given === null || row.labels.includes(given);
}

function scoresOf(cases: readonly EvaluatedCase[], label: string): ScoredCases {
  return {
    scores: cases.map(({ probabilities }) => probabilities[label] as number),
    positive: cases.map(({ row }) => row.labels?.includes(label) ?? false),
  };
}

const patientsOf = (cases: readonly EvaluatedCase[]) => cases.map(({ row }) => patientOf(row));

function atThreshold(scored: ScoredCases, threshold: number, prevalence: number | null): ThresholdEvaluation {
  // as verdicts are: by 32-bit numbers
  const counts = countsAt(scored, Math.fround(threshold));
  const figures = figuresOf(counts);
  return {
    threshold,
    counts,
    figures,
    atPrevalence: prevalence === null ? null : { prevalence, ...predictiveAt(figures, prevalence) },
  };
}

function subgroupsOf(cases: readonly EvaluatedCase[], asked: AskedLabel): SubgroupEvaluation[] {
  return subgroupColumns(cases).flatMap(({ column, values }) =>
    withGaps(values.map(([value, those]) => subgroup(column, value, those, asked))),
  );
}

function mistakesOf(cases: readonly EvaluatedCase[], scored: ScoredCases, threshold: number): LabelMistake[] {
  return cases
    .map(({ row }, i) => ({
      file: row.file,
      probability: scored.scores[i] as number,
      positive: scored.positive[i] as boolean,
    }))
    .filter(({ probability, positive }) => reaches(probability, threshold) !== positive)
    .sort((a, b) => Math.abs(b.probability - threshold) - Math.abs(a.probability - threshold))
    .slice(0, MISTAKES_SHOWN);
}

function subgroup(
  column: string,
  value: string,
  cases: readonly EvaluatedCase[],
  { id, threshold }: AskedLabel,
): Omit<SubgroupEvaluation, 'gap'> {
  const scored = scoresOf(cases, id);
  const positives = scored.positive.filter(Boolean).length;
  const figures = threshold === null ? null : figuresOf(countsAt(scored, Math.fround(threshold)));
  return {
    column,
    value,
    positives,
    negatives: scored.positive.length - positives,
    auc: areaWithInterval(scored, patientsOf(cases)),
    sensitivity: figures && positives >= FEWEST_OF_EACH ? figures.sensitivity : null,
    specificity: figures && scored.positive.length - positives >= FEWEST_OF_EACH ? figures.specificity : null,
  };
}

function withGaps(rows: readonly Omit<SubgroupEvaluation, 'gap'>[]): SubgroupEvaluation[] {
  const best = (of: (row: Omit<SubgroupEvaluation, 'gap'>) => number | undefined) =>
    Math.max(...rows.map((row) => of(row) ?? NaN).filter(Number.isFinite));
  const aucs = best((row) => row.auc.value);
  const sensitivities = best((row) => row.sensitivity?.value);
  const specificities = best((row) => row.specificity?.value);
  return rows.map((row) => ({
    ...row,
    gap: {
      auc: aucs - row.auc.value,
      sensitivity: row.sensitivity && sensitivities - row.sensitivity.value,
      specificity: row.specificity && specificities - row.specificity.value,
    },
  }));
}
