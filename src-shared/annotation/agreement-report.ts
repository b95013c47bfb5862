import { ItemId } from '../contract/ids.ts';
import { cohensKappa } from '../metrics/agreement.ts';
import { bootstrap } from '../metrics/bootstrap.ts';
import { confusionMatrix } from '../metrics/confusion.ts';
import { grouped } from '../metrics/grouped.ts';
import { krippendorffAlpha } from '../metrics/krippendorff.ts';
import { dice, intersectionOverUnion, volumeDifference } from '../metrics/overlap.ts';
import { z } from '../schema.ts';
import type { LabelSchema } from './label-schema.ts';
import { choicesOf, hasSeveral, numbersOf, paintedOf, placeOf, type PairFigures } from './pair-figures.ts';

/** A figure with its 95 % bootstrap interval over patients; null: it can't be worked out. */
export const AgreementFigure = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type AgreementFigure = z.infer<typeof AgreementFigure>;

const items = z.number().int().nonnegative();
const MOST_NAMED = 20;

/** How far two readers agree on the items that both have finished. */
export const AgreementReport = z.object({
  items,
  patients: items,
  /** Of the item that most have read. */
  readers: items,
  /** One a choice of the item; of a multiple choice or a checklist one an option, ticked or not. */
  fields: z.array(
    z.object({
      field: z.string(),
      option: z.string().nullable(),
      /** That both answered, of those where either did. */
      items,
      unanswered: items,
      /** Share of the same answer. */
      same: AgreementFigure,
      kappa: AgreementFigure,
      /** Of ordered options. */
      weighted: z.object({ linear: AgreementFigure, quadratic: AgreementFigure }).nullable(),
      /** Krippendorff's alpha of all readers, ordinal for ordered options; null: no item has more than two. */
      alpha: AgreementFigure.nullable(),
      /** Rows are the first reader's answers, columns the second's, in the order of the options; of options: not ticked, ticked. */
      confusion: z.array(z.array(items)),
    }),
  ),
  /** One a number of the item. */
  numbers: z.array(
    z.object({
      field: z.string(),
      items,
      unanswered: items,
      /** Mean of first − second, and the limits between which 95 % of the differences lie (Bland and Altman 1986). */
      difference: AgreementFigure,
      limits: z.tuple([z.number(), z.number()]).nullable(),
    }),
  ),
  /** One a segment that is painted; means over the items where either reader painted it. */
  segments: z.array(
    z.object({
      segment: z.number().int(),
      items,
      /** Where only one of them painted it: Dice and IoU are 0, and there is no distance. */
      oneSided: items,
      dice: AgreementFigure,
      iou: AgreementFigure,
      /** In millimetres where the spacing is known, else null. */
      hausdorff95Mm: AgreementFigure.nullable(),
      /** In pixels, slices of one picture only; null: volumes. */
      hausdorff95Px: AgreementFigure.nullable(),
      /** Mean distance of the borders, as for Hausdorff's. */
      averageDistanceMm: AgreementFigure.nullable(),
      /** By how much the first is larger, as a share of the second; where the second painted. */
      volumeDifference: AgreementFigure,
      /** The items on which they overlap least, the worst first, at most 20. */
      worst: z.array(z.object({ itemId: ItemId, dice: z.number(), hausdorff95Mm: z.number().nullable() })),
    }),
  ),
  /** The items that were read least alike, by `readerDifference`, the worst first, at most 20; none that are alike. */
  worst: z.array(z.object({ itemId: ItemId, difference: z.number() })),
});
export type AgreementReport = z.infer<typeof AgreementReport>;

/** The report with what the items are called that it names. */
export const NamedAgreement = AgreementReport.extend({
  names: z.array(z.object({ itemId: ItemId, position: items, name: z.string() })),
});
export type NamedAgreement = z.infer<typeof NamedAgreement>;

/**
 * How far two readers agree. Kappa by Cohen (1960, weighted 1968) over all items that both answered; Krippendorff's alpha (2011) over
 * all readers where there are more; overlaps and distances are means over items. Intervals: percentile bootstrap, 2000 draws of whole patients.
 */
export function agreementReport(
  schema: LabelSchema,
  pairs: readonly PairFigures[],
  { rounds = 2000, seed = 1 }: { readonly rounds?: number; readonly seed?: number } = {},
): AgreementReport {
  const figure = <T extends { readonly patient: string }>(cases: readonly T[], of: (cases: readonly T[]) => number) => {
    const groups = [...grouped(cases, ({ patient }) => patient).values()];
    return asFigure(groups.length === 0 ? null : bootstrap(groups, of, { rounds, seed }));
  };
  return {
    items: pairs.length,
    patients: new Set(pairs.map(({ patient }) => patient)).size,
    readers: pairs.reduce((most, { readers }) => Math.max(most, readers), 0),
    fields: choicesOf(schema).flatMap((field) => {
      const ticks = hasSeveral(field);
      const options = ticks ? field.options.map(({ key }) => key) : [null];
      const order = ticks ? ['no', 'yes'] : field.options.map(({ key }) => key);
      return options.map((option) => {
        const given = pairs.map(({ patient, answers }) => {
          const [a, b] = answers.get(placeOf(field.key, option)) ?? [null, null];
          return { patient, a, b };
        });
        const asked = given.filter(({ a, b }) => a !== null || b !== null);
        const both = asked.filter(
          (one): one is { patient: string; a: string; b: string } => one.a !== null && one.b !== null,
        );
        const several = pairs.some(({ readers }) => readers > 2);
        const everybody = pairs.flatMap(({ patient, everybody: all, answers }) => {
          const place = placeOf(field.key, option);
          const said = all.get(place) ?? answers.get(place)?.flatMap((answer) => answer ?? []) ?? [];
          return said.length < 2 ? [] : [{ patient, said: said.map((answer) => order.indexOf(answer)) }];
        });
        const scale = field.kind === 'ordinal' ? 'ordinal' : 'nominal';
        const kappa = (weights: 'none' | 'linear' | 'quadratic') =>
          figure(both, (cases) =>
            cohensKappa(
              cases.map(({ a }) => a),
              cases.map(({ b }) => b),
              { weights, order },
            ),
          );
        return {
          ...{ field: field.key, option, items: both.length, unanswered: asked.length - both.length },
          same: figure(both, (cases) => cases.filter(({ a, b }) => a === b).length / cases.length),
          kappa: kappa('none'),
          weighted: field.kind === 'ordinal' ? { linear: kappa('linear'), quadratic: kappa('quadratic') } : null,
          alpha: several
            ? figure(everybody, (cases) =>
                krippendorffAlpha(
                  cases.map(({ said }) => said),
                  scale,
                ),
              )
            : null,
          confusion: confusionMatrix(
            order,
            both.map(({ a }) => a),
            both.map(({ b }) => b),
          ).counts.map((row) => [...row]),
        };
      });
    }),
    numbers: numbersOf(schema).map(({ key }) => {
      const given = pairs.flatMap(({ patient, numbers }) => {
        const [a, b] = numbers.get(key) ?? [null, null];
        return a === null && b === null ? [] : [{ patient, difference: a === null || b === null ? null : a - b }];
      });
      const both = given.filter((one): one is { patient: string; difference: number } => one.difference !== null);
      return {
        ...{ field: key, items: both.length, unanswered: given.length - both.length },
        difference: figure(both, (cases) => cases.reduce((sum, one) => sum + one.difference, 0) / cases.length),
        limits: limitsOf(both.map(({ difference }) => difference)),
      };
    }),
    segments: paintedOf(schema).map(({ number }) => {
      const painted = pairs.flatMap(({ itemId, patient, segments }) => {
        const one = segments.get(number);
        return one ? [{ itemId, patient, ...one }] : [];
      });
      const mean = (of: (one: (typeof painted)[number]) => number | null) => {
        const cases = painted.flatMap((one) => {
          const value = of(one);
          return value !== null && Number.isFinite(value) ? [{ patient: one.patient, value }] : [];
        });
        return figure(cases, (drawn) => drawn.reduce((sum, { value }) => sum + value, 0) / drawn.length);
      };
      const known = (unit: 'mm' | 'px') => painted.some((one) => one[unit] !== null);
      return {
        ...{ segment: number, items: painted.length },
        oneSided: painted.filter(({ first, second }) => first === 0 || second === 0).length,
        dice: mean(dice),
        iou: mean(intersectionOverUnion),
        hausdorff95Mm: known('mm') ? mean(({ mm }) => mm) : null,
        hausdorff95Px: known('px') ? mean(({ px }) => px) : null,
        averageDistanceMm: known('mm') ? mean(({ averageMm }) => averageMm) : null,
        volumeDifference: mean(volumeDifference),
        worst: painted
          .map((one) => ({ itemId: one.itemId, dice: dice(one), hausdorff95Mm: one.mm }))
          .sort((a, b) => a.dice - b.dice)
          .slice(0, MOST_NAMED),
      };
    }),
    worst: pairs
      .flatMap(({ itemId, difference }) => (difference ? [{ itemId, difference }] : []))
      .sort((a, b) => b.difference - a.difference)
      .slice(0, MOST_NAMED),
  };
}

/** Of a normal distribution 95 % lie within 1.96 deviations. Null: fewer than two. */
function limitsOf(differences: readonly number[]): [number, number] | null {
  if (differences.length < 2) return null;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  const reach = 1.96 * Math.sqrt(squares / (differences.length - 1));
  return [mean - reach, mean + reach];
}

function asFigure(given: { value: number; low: number; high: number } | null): AgreementFigure {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return { value: finite(given?.value), low: finite(given?.low), high: finite(given?.high) };
}
