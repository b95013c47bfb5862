import type { ItemId } from '../contract/ids.ts';
import { overlapOf, type Overlap } from '../metrics/overlap.ts';
import { surfaceDistance } from '../metrics/surface-distance.ts';
import type { Field, LabelSchema } from './label-schema.ts';
import { answerKey } from './labelling.ts';
import { pixelsOfRuns, type MaskRuns } from './mask-runs.ts';
import { masksOfSegment, readerDifference, type ComparedReading } from './reader-difference.ts';

/** Two readings of one item. */
export interface ReadPair {
  readonly itemId: ItemId;
  /** Of whom: what the bootstrap draws. */
  readonly patient: string;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Between slices, rows and columns; null: unknown. */
  readonly spacingMm: readonly [slice: number, row: number, column: number] | null;
  readonly first: ComparedReading;
  readonly second: ComparedReading;
  /** Where more than two have read it. */
  readonly others?: readonly ComparedReading[];
}

/** What is kept of a pair: small, so that thousands of volumes can be compared one after the other. */
export interface PairFigures {
  readonly itemId: ItemId;
  readonly patient: string;
  /** How unlike, 0 to 1; null: there was nothing to compare. */
  readonly difference: number | null;
  /** By field and option: what each answered; null: nothing. */
  readonly answers: ReadonlyMap<string, readonly [string | null, string | null]>;
  /** By field and option: what everybody answered who did; where more than two have read it, else empty. */
  readonly everybody: ReadonlyMap<string, readonly string[]>;
  readonly readers: number;
  /** By field: what each said; null: nothing. */
  readonly numbers: ReadonlyMap<string, readonly [number | null, number | null]>;
  /** By segment. */
  readonly segments: ReadonlyMap<number, MaskFigures>;
}

/** How two masks of a segment lie; `mm` and `px` are Hausdorff's 95 %. */
type MaskFigures = Overlap & {
  readonly mm: number | null;
  readonly averageMm: number | null;
  readonly px: number | null;
};

/** What is asked once an item and has options. */
export type Choice = Field & { readonly options: readonly { readonly key: string }[] };

/** The item's choices. */
export const choicesOf = ({ fields }: LabelSchema) =>
  fields.filter((field): field is Choice => field.scope === 'item' && 'options' in field);
/** The item's numbers. */
export const numbersOf = ({ fields }: LabelSchema) =>
  fields.filter(({ scope, kind }) => scope === 'item' && kind === 'number');
/** Whether any number of options may be ticked. */
export const hasSeveral = ({ kind }: Field) => kind === 'multiple' || kind === 'checklist';
/** The segments that are painted. */
export const paintedOf = ({ segments }: LabelSchema) => segments.filter(({ drawn }) => drawn === 'mask');
/** Where a choice's, or an option's, answers stand in {@link PairFigures}. */
export const placeOf = (field: string, option: string | null) => (option === null ? field : `${field}/${option}`);

/** Compares two readings of an item. */
export function pairFigures(schema: LabelSchema, pair: ReadPair): PairFigures {
  const answers = new Map<string, readonly [string | null, string | null]>();
  const everybody = new Map<string, string[]>();
  const { others = [] } = pair;
  for (const field of choicesOf(schema)) {
    const all = [pair.first, pair.second, ...others].map((reading) => answersTo(field, reading));
    const [first, second] = all as [Answered, Answered];
    for (const [place, a] of first) {
      answers.set(place, [a, second.get(place) ?? null]);
      if (others.length > 0)
        everybody.set(
          place,
          all.flatMap((one) => one.get(place) ?? []),
        );
    }
  }
  const numbers = new Map(
    numbersOf(schema).map(({ key }) => {
      const [a, b] = [pair.first, pair.second].map(({ answers }) => answers.get(answerKey(key, { scope: 'item' })));
      return [key, [(a?.answer ?? null) as number | null, (b?.answer ?? null) as number | null] as const] as const;
    }),
  );
  const segments = new Map<number, MaskFigures>();
  for (const { number } of paintedOf(schema)) {
    const [first, second] = [masksOfSegment(pair.first, number), masksOfSegment(pair.second, number)];
    if (first.size + second.size > 0) segments.set(number, maskFigures(pair, first, second));
  }
  const difference = readerDifference(schema, pair.first, pair.second);
  const readers = 2 + others.length;
  return { itemId: pair.itemId, patient: pair.patient, difference, answers, everybody, readers, numbers, segments };
}

type Answered = ReadonlyMap<string, string | null>;

/** What a reader answered to a choice, or to each of its options: ticked or not. */
function answersTo(field: Choice, { answers }: ComparedReading): Answered {
  const answer = answers.get(answerKey(field.key, { scope: 'item' }))?.answer ?? null;
  if (!hasSeveral(field)) return new Map([[field.key, answer as string | null]]);
  const ticked = (key: string) => (answer === null ? null : (answer as readonly string[]).includes(key) ? 'yes' : 'no');
  return new Map(field.options.map(({ key }) => [placeOf(field.key, key), ticked(key)]));
}

function maskFigures(
  { rows, columns, slices, spacingMm }: ReadPair,
  first: ReadonlyMap<number, MaskRuns>,
  second: ReadonlyMap<number, MaskRuns>,
): MaskFigures {
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
  const distances = (spacing: readonly number[]) => {
    // where only one of them painted there is none
    if (overlap.first === 0 || overlap.second === 0) return null;
    return surfaceDistance(a, b, shape.slice(flat), spacing.slice(flat));
  };
  const mm = spacingMm && distances(spacingMm);
  const px = slices === 1 ? distances([1, 1, 1]) : null;
  return { ...overlap, mm: mm?.hausdorff95 ?? null, averageMm: mm?.average ?? null, px: px?.hausdorff95 ?? null };
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
