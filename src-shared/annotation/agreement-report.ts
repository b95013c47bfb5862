import { cohensKappa } from '../metrics/agreement.ts';
import { bootstrap } from '../metrics/bootstrap.ts';
import { grouped } from '../metrics/grouped.ts';
import { dice, intersectionOverUnion, overlapOf, volumeDifference, type Overlap } from '../metrics/overlap.ts';
import { surfaceDistance } from '../metrics/surface-distance.ts';
import { z } from '../schema.ts';
import { type Field, type LabelSchema } from './label-schema.ts';
import { answerKey } from './labelling.ts';
import { pixelsOfRuns, type MaskRuns } from './mask-runs.ts';
import { masksOfSegment, type ComparedReading } from './reader-difference.ts';

/** A figure with its 95 % bootstrap interval over patients; null: it can't be worked out. */
export const AgreementFigure = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type AgreementFigure = z.infer<typeof AgreementFigure>;

const items = z.number().int().nonnegative();

/** How far two readers agree on the items that both have finished. */
export const AgreementReport = z.object({
  items,
  patients: items,
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
      /** By how much the first is larger, as a share of the second; where the second painted. */
      volumeDifference: AgreementFigure,
    }),
  ),
});
export type AgreementReport = z.infer<typeof AgreementReport>;

/** Two readings of one item. */
export interface ReadPair {
  /** Of whom: what the bootstrap draws. */
  readonly patient: string;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Between slices, rows and columns; null: unknown. */
  readonly spacingMm: readonly [slice: number, row: number, column: number] | null;
  readonly first: ComparedReading;
  readonly second: ComparedReading;
}

/** What is kept of a pair: small, so that thousands of volumes can be compared one after the other. */
export interface PairFigures {
  readonly patient: string;
  /** By field and option: what each answered; null: nothing. */
  readonly answers: ReadonlyMap<string, readonly [string | null, string | null]>;
  /** By segment. */
  readonly segments: ReadonlyMap<number, Overlap & { readonly mm: number | null; readonly px: number | null }>;
}

/** What is asked once an item and has options. */
type Choice = Field & { readonly options: readonly { readonly key: string }[] };

const choicesOf = ({ fields }: LabelSchema) =>
  fields.filter((field): field is Choice => field.scope === 'item' && 'options' in field);
const hasSeveral = ({ kind }: Field) => kind === 'multiple' || kind === 'checklist';
const paintedOf = ({ segments }: LabelSchema) => segments.filter(({ drawn }) => drawn === 'mask');
const placeOf = (field: string, option: string | null) => (option === null ? field : `${field}/${option}`);

/** Compares two readings of an item. */
export function pairFigures(schema: LabelSchema, pair: ReadPair): PairFigures {
  const answers = new Map<string, readonly [string | null, string | null]>();
  for (const field of choicesOf(schema)) {
    const [a, b] = [pair.first, pair.second].map(
      (reading) => reading.answers.get(answerKey(field.key, { scope: 'item' }))?.answer ?? null,
    );
    if (!hasSeveral(field)) answers.set(field.key, [a as string | null, b as string | null]);
    else {
      const ticked = (answer: unknown, key: string) =>
        answer === null ? null : (answer as readonly string[]).includes(key) ? 'yes' : 'no';
      for (const { key } of field.options) answers.set(placeOf(field.key, key), [ticked(a, key), ticked(b, key)]);
    }
  }
  const segments = new Map<number, Overlap & { mm: number | null; px: number | null }>();
  for (const { number } of paintedOf(schema)) {
    const [first, second] = [masksOfSegment(pair.first, number), masksOfSegment(pair.second, number)];
    if (first.size + second.size > 0) segments.set(number, maskFigures(pair, first, second));
  }
  return { patient: pair.patient, answers, segments };
}

function maskFigures(
  { rows, columns, slices, spacingMm }: ReadPair,
  first: ReadonlyMap<number, MaskRuns>,
  second: ReadonlyMap<number, MaskRuns>,
): Overlap & { mm: number | null; px: number | null } {
  const painted = [...first.keys(), ...second.keys()];
  const [from, to] = [Math.min(...painted), Math.max(...painted)];
  const pixels = rows * columns;
  const volumeOf = (masks: ReadonlyMap<number, MaskRuns>) => {
    const volume = new Uint8Array((to - from + 1) * pixels);
    for (const [slice, runs] of masks) volume.set(pixelsOfRuns(runs, pixels), (slice - from) * pixels);
    return volume;
  };
  const shape = [to - from + 1, rows, columns];
  const [a, b] = cropped(volumeOf(first), volumeOf(second), shape);
  const overlap = overlapOf(a, b);
  // a picture has no faces before and behind
  const flat = slices === 1 ? 1 : 0;
  const distance = (spacing: readonly number[]) => {
    const { hausdorff95 } = surfaceDistance(a, b, shape.slice(flat), spacing.slice(flat));
    return Number.isFinite(hausdorff95) ? hausdorff95 : null;
  };
  return {
    ...overlap,
    mm: spacingMm ? distance(spacingMm) : null,
    px: slices === 1 ? distance([1, 1, 1]) : null,
  };
}

/** Both masks within the smallest box that holds them, and a border; `shape` becomes the box's. */
function cropped(first: Uint8Array, second: Uint8Array, shape: number[]): [Uint8Array, Uint8Array] {
  const [depth, rows, columns] = shape as [number, number, number];
  let [top, bottom, left, right] = [rows, -1, columns, -1];
  for (let i = 0; i < first.length; i++) {
    if (first[i] === 0 && second[i] === 0) continue;
    const [row, column] = [Math.floor(i / columns) % rows, i % columns];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  }
  const [height, width] = [bottom - top + 1, right - left + 1];
  const crop = (mask: Uint8Array) => {
    const box = new Uint8Array(depth * height * width);
    for (let slice = 0; slice < depth; slice++) {
      for (let row = 0; row < height; row++) {
        const at = (slice * rows + top + row) * columns + left;
        box.set(mask.subarray(at, at + width), (slice * height + row) * width);
      }
    }
    return box;
  };
  const boxes: [Uint8Array, Uint8Array] = [crop(first), crop(second)];
  shape.splice(0, 3, depth, height, width);
  return boxes;
}

/**
 * How far two readers agree. Kappa by Cohen (1960, weighted 1968) over all items that both answered; overlaps and distances
 * are means over items. Intervals: percentile bootstrap, 2000 draws of whole patients.
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
    fields: choicesOf(schema).flatMap((field) => {
      const several = hasSeveral(field);
      const options = several ? field.options.map(({ key }) => key) : [null];
      const order = several ? ['no', 'yes'] : field.options.map(({ key }) => key);
      return options.map((option) => {
        const given = pairs.map(({ patient, answers }) => {
          const [a, b] = answers.get(placeOf(field.key, option)) ?? [null, null];
          return { patient, a, b };
        });
        const asked = given.filter(({ a, b }) => a !== null || b !== null);
        const both = asked.filter(
          (one): one is { patient: string; a: string; b: string } => one.a !== null && one.b !== null,
        );
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
        };
      });
    }),
    segments: paintedOf(schema).map(({ number }) => {
      const painted = pairs.flatMap(({ patient, segments }) => {
        const one = segments.get(number);
        return one ? [{ patient, ...one }] : [];
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
        volumeDifference: mean(volumeDifference),
      };
    }),
  };
}

function asFigure(given: { value: number; low: number; high: number } | null): AgreementFigure {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return { value: finite(given?.value), low: finite(given?.low), high: finite(given?.high) };
}
