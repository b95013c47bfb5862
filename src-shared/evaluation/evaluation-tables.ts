import { csvCell } from '../exchange/csv-cell.ts';
import type { Estimate } from '../metrics/roc.ts';
import type { Evaluation } from './evaluation.ts';
import type { EvaluatedCase } from './labelled-case.ts';

/** The tables that an evaluation can be written as. */
export const EVALUATION_TABLES = [
  'figures',
  'roc',
  'precision-recall',
  'calibration',
  'confusion',
  'subgroups',
  'masks',
] as const;
export type EvaluationTable = (typeof EVALUATION_TABLES)[number];

type Cell = string | number | null;

/**
 * One table of an evaluation as RFC 4180 text, its first line the names of the columns; all labels in one table. Null: the
 * evaluation holds nothing of that kind.
 *
 * @param label only this one's lines; absent: every label's
 */
export function evaluationTable(evaluation: Evaluation, table: EvaluationTable, label?: string): string | null {
  const wanted = <T extends { readonly label: string }>(all: readonly T[]) =>
    label === undefined ? all : all.filter((one) => one.label === label);
  const [head, ...lines] = linesOf(evaluation, table, wanted(evaluation.labels), wanted(evaluation.masks));
  return head === undefined || lines.length === 0 ? null : text([head, ...lines]);
}

/** A row a case: its file, what is true, whether it was refused, and what the network said or outlined of every label. */
export function caseTable(cases: readonly EvaluatedCase[], labels: readonly string[]): string {
  const masks = cases.some((one) => Object.keys(one.masks).length > 0);
  const answers = masks ? labels.flatMap((label) => [`${label} dice`, `${label} iou`, `${label} hausdorff95`]) : labels;
  const rows = cases.map(({ row, refused, probabilities, masks: figures }): Cell[] => [
    row.file,
    row.labels?.join('+') ?? row.mask,
    refused ? 'yes' : 'no',
    ...(masks
      ? labels.flatMap((label): Cell[] => {
          const of = figures[label];
          return of ? [of.dice, of.intersectionOverUnion, of.hausdorff95] : [null, null, null];
        })
      : labels.map((label) => probabilities[label] ?? null)),
  ]);
  return text([['file', masks ? 'mask' : 'label', 'refused', ...answers], ...rows]);
}

function linesOf(
  { choice }: Evaluation,
  table: EvaluationTable,
  labels: Evaluation['labels'],
  masks: Evaluation['masks'],
): Cell[][] {
  switch (table) {
    case 'figures':
      return [
        ['label', 'figure', 'value', 'low', 'high', 'cases'],
        ...labels.flatMap(figureLines),
        ...masks.flatMap(({ label, cases, dice, diceOfTheWorst, intersectionOverUnion, hausdorff95, unit }) => [
          [label, 'dice', ...interval(dice), cases],
          [label, 'dice-5th-percentile', diceOfTheWorst, null, null, cases],
          [label, 'iou', ...interval(intersectionOverUnion), cases],
          [label, `hausdorff-95-${unit}`, ...interval(hausdorff95), cases],
        ]),
        ...(choice
          ? [
              [null, 'accuracy', ...interval(choice.accuracy), null],
              [null, 'macro-f1', choice.macroF1],
            ]
          : []),
      ];
    case 'roc':
      return [
        ['label', 'threshold', 'fall-out', 'sensitivity', 'low', 'high'],
        ...labels.flatMap(({ label, roc }) =>
          roc.map((point) => [label, point.threshold, point.fallOut, point.sensitivity, point.low, point.high]),
        ),
      ];
    case 'precision-recall':
      return [
        ['label', 'threshold', 'recall', 'precision'],
        ...labels.flatMap(({ label, precisionRecall }) =>
          precisionRecall.map((point) => [label, point.threshold, point.recall, point.precision]),
        ),
      ];
    case 'calibration':
      return [
        ['label', 'from', 'cases', 'predicted', 'observed'],
        ...labels.flatMap(({ label, bins }) =>
          bins.map((bin) => [label, bin.from, bin.cases, bin.predicted, bin.observed]),
        ),
      ];
    case 'confusion':
      return choice
        ? [
            ['true', ...choice.confusion.labels],
            ...choice.confusion.labels.map((label, i) => [label, ...(choice.confusion.counts[i] ?? [])]),
          ]
        : [
            ['label', 'threshold', 'true-positive', 'false-positive', 'true-negative', 'false-negative'],
            ...labels.flatMap(({ label, atThreshold: at }) =>
              at ? [[label, at.threshold, ...Object.values(at.counts)] as Cell[]] : [],
            ),
          ];
    case 'subgroups':
      return [
        ['label', 'column', 'value', 'positives', 'negatives', 'figure', 'of', 'low', 'high', 'gap'],
        ...labels.flatMap(({ label, subgroups }) =>
          subgroups.flatMap((group) => {
            const start = [label, group.column, group.value, group.positives, group.negatives];
            const { sensitivity, specificity } = group;
            return [
              [...start, 'auc', ...interval(group.auc), group.gap.auc],
              ...(sensitivity ? [[...start, 'sensitivity', ...interval(sensitivity), group.gap.sensitivity]] : []),
              ...(specificity ? [[...start, 'specificity', ...interval(specificity), group.gap.specificity]] : []),
            ];
          }),
        ),
        ...masks.flatMap(({ label, subgroups }) =>
          subgroups.map(({ column, value, cases, dice, gap }) => [
            ...[label, column, value, cases, null, 'dice'],
            ...interval(dice),
            gap,
          ]),
        ),
      ];
    case 'masks':
      return [
        ['label', 'dice-from', 'cases'],
        ...masks.flatMap(({ label, histogram }) => histogram.map((cases, i) => [label, i / 100, cases])),
      ];
  }
}

function figureLines(one: Evaluation['labels'][number]): Cell[][] {
  const { label, positives, negatives, atThreshold: at } = one;
  const all = positives + negatives;
  return [
    [label, 'auc', ...interval(one.auc), all],
    [label, 'average-precision', one.averagePrecision, null, null, all],
    [label, 'brier', one.brier, null, null, all],
    [label, 'calibration-error', one.calibrationError, null, null, all],
    ...(at
      ? [
          [label, 'sensitivity', ...interval(at.figures.sensitivity), positives],
          [label, 'specificity', ...interval(at.figures.specificity), negatives],
          [label, 'positive-predictive', ...interval(at.figures.positivePredictive), all],
          [label, 'negative-predictive', ...interval(at.figures.negativePredictive), all],
          [label, 'accuracy', ...interval(at.figures.accuracy), all],
          [label, 'f1', at.figures.f1, null, null, all],
        ]
      : []),
    ...(at?.atPrevalence
      ? [
          [label, 'positive-predictive-at-prevalence', at.atPrevalence.positive, null, null, null],
          [label, 'negative-predictive-at-prevalence', at.atPrevalence.negative, null, null, null],
        ]
      : []),
  ];
}

/** Where nothing could be counted there are no bounds either. */
const interval = ({ value, low, high }: Estimate): Cell[] =>
  Number.isNaN(value) ? [null, null, null] : [value, low, high];

function text(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

/** Six digits; what is no number is empty. */
function cellText(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number')
    return Number.isInteger(cell) || !Number.isFinite(cell) ? String(cell) : cell.toFixed(6);
  return csvCell(cell);
}
