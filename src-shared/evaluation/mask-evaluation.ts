import { bootstrap } from '../metrics/bootstrap.ts';
import { grouped } from '../metrics/grouped.ts';
import { dice, intersectionOverUnion, overlapOf } from '../metrics/overlap.ts';
import type { Estimate } from '../metrics/roc.ts';
import { surfaceDistance } from '../metrics/surface-distance.ts';
import { aroundMasks } from './mask-box.ts';
import { patientOf, type EvaluatedCase } from './labelled-case.ts';
import { subgroupColumns } from './subgroup-columns.ts';

/** How well one mask agrees with the truth. Distances in `unit`; `NaN` where one of the two is empty. */
export interface MaskFigures {
  readonly dice: number;
  readonly intersectionOverUnion: number;
  readonly hausdorff95: number;
  readonly unit: 'mm' | 'px';
}

/** How well one label is outlined, over all cases. */
export interface MaskEvaluation {
  readonly label: string;
  readonly cases: number;
  readonly dice: Estimate;
  /** The fifth percentile's neighbour below: one case of twenty is worse. */
  readonly diceOfTheWorst: number;
  readonly intersectionOverUnion: Estimate;
  /** Over the cases that have one. */
  readonly hausdorff95: Estimate;
  readonly unit: 'mm' | 'px';
  /** Cases in hundredths of Dice, from 0–0.01 to 0.99–1. */
  readonly histogram: readonly number[];
  /** The worst by Dice, worst first. */
  readonly worst: readonly ({ readonly file: string } & MaskFigures)[];
  readonly subgroups: readonly MaskSubgroup[];
}

/** One value of one column. `gap`: by how much its mean Dice lies below the best value of that column. */
export interface MaskSubgroup {
  readonly column: string;
  readonly value: string;
  readonly cases: number;
  readonly dice: Estimate;
  readonly gap: number;
}

const WORST_SHOWN = 10;

/**
 * Compares two masks of one grid.
 *
 * @param shape elements along each axis, slowest first
 * @param spacing in millimetres along each axis; null: unknown, then distances are in elements
 */
export function maskFigures(
  found: ArrayLike<number>,
  truth: ArrayLike<number>,
  shape: readonly number[],
  spacing: readonly number[] | null,
): MaskFigures {
  const overlap = overlapOf(found, truth);
  const box = aroundMasks(found, truth, shape);
  const { hausdorff95 } = surfaceDistance(box.first, box.second, box.shape, spacing ?? shape.map(() => 1));
  return {
    dice: dice(overlap),
    intersectionOverUnion: intersectionOverUnion(overlap),
    hausdorff95,
    unit: spacing ? 'mm' : 'px',
  };
}

/**
 * Means of a label's figures over the cases that the network outlined, with bootstrap intervals over patients. `unit` is
 * `px` as soon as one case has no spacing.
 */
export function evaluateMasks(cases: readonly EvaluatedCase[], label: string): MaskEvaluation {
  const compared = cases.filter(({ masks }) => masks[label]);
  const figures = (one: EvaluatedCase) => one.masks[label] as MaskFigures;
  const mean = (those: readonly EvaluatedCase[], of: (figures: MaskFigures) => number) =>
    meanOverPatients(those, (one) => of(figures(one)));
  const sorted = [...compared].sort((a, b) => figures(a).dice - figures(b).dice);
  const histogram = new Array<number>(100).fill(0);
  for (const one of compared) {
    const hundredth = Math.min(99, Math.floor(figures(one).dice * 100));
    histogram[hundredth] = (histogram[hundredth] as number) + 1;
  }
  const fifth = sorted[Math.max(0, Math.ceil(sorted.length * 0.05) - 1)];
  return {
    label,
    cases: compared.length,
    dice: mean(compared, (of) => of.dice),
    diceOfTheWorst: fifth ? figures(fifth).dice : NaN,
    intersectionOverUnion: mean(compared, (of) => of.intersectionOverUnion),
    hausdorff95: mean(compared, (of) => of.hausdorff95),
    unit: compared.every((one) => figures(one).unit === 'mm') ? 'mm' : 'px',
    histogram,
    worst: sorted.slice(0, WORST_SHOWN).map((one) => ({ file: one.row.file, ...figures(one) })),
    subgroups: subgroupColumns(compared).flatMap(({ column, values }) => {
      const rows = values.map(([value, those]) => ({
        column,
        value,
        cases: those.length,
        dice: mean(those, (of) => of.dice),
      }));
      const best = Math.max(...rows.map((row) => row.dice.value));
      return rows.map((row) => ({ ...row, gap: best - row.dice.value }));
    }),
  };
}

/** A mean over the cases that have the number, with its bootstrap interval over patients. */
function meanOverPatients(cases: readonly EvaluatedCase[], of: (one: EvaluatedCase) => number): Estimate {
  // a patient's sum and count stand for the pictures: a mean needs no more of them
  const patients = [...grouped(cases, ({ row }) => patientOf(row)).values()].map((those) => {
    const values = those.map(of).filter(Number.isFinite);
    return [{ sum: values.reduce((sum, value) => sum + value, 0), count: values.length }];
  });
  return bootstrap(patients, (drawn) => {
    let [sum, count] = [0, 0];
    for (const patient of drawn) {
      sum += patient.sum;
      count += patient.count;
    }
    return sum / count;
  });
}
