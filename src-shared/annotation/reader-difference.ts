import type { LabelSchema } from './label-schema.ts';
import { answerKey, type LabellingState, type Layer } from './labelling.ts';
import { combineRuns, insideOfRuns, toggleRuns, type MaskRuns } from './mask-runs.ts';

/** What is compared of a reading: `LabellingState`'s layers, masks and answers. */
export type ComparedReading = Pick<LabellingState, 'layers' | 'masks' | 'answers'>;

/**
 * How unlike two readings of an item are, 0 alike to 1: the mean over the item's choices that both were asked (0 same, 1
 * another answer, an ordinal field by its distance) and over the segments that either painted (1 − Dice of all slices).
 * Null where there is nothing to compare.
 */
export function readerDifference(schema: LabelSchema, one: ComparedReading, other: ComparedReading): number | null {
  const parts: number[] = [];
  for (const field of schema.fields) {
    if (field.scope !== 'item' || !('options' in field)) continue;
    const [a, b] = [one, other].map(({ answers }) => answers.get(answerKey(field.key, { scope: 'item' }))?.answer);
    if (a === undefined && b === undefined) continue;
    if (field.kind === 'ordinal' && a !== undefined && b !== undefined && field.options.length > 1) {
      const place = (answer: unknown) => field.options.findIndex(({ key }) => key === answer);
      parts.push(Math.abs(place(a) - place(b)) / (field.options.length - 1));
    } else {
      parts.push(sorted(a) === sorted(b) ? 0 : 1);
    }
  }
  for (const { number } of schema.segments.filter(({ drawn }) => drawn === 'mask')) {
    const difference = maskDifference(masksOfSegment(one, number), masksOfSegment(other, number));
    if (difference !== null) parts.push(difference);
  }
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

/**
 * The slices of a segment, its layers put together; hidden ones count. What a model drew and nobody touched or confirmed is no
 * reader's word and does not. By slice.
 */
export function masksOfSegment({ layers, masks }: ComparedReading, segment: number): Map<number, MaskRuns> {
  const isOwn = ({ segment: of, drawer }: Layer) => of === segment && (drawer.by !== 'model' || drawer.touched);
  const own = new Set([...layers.values()].filter(isOwn).map(({ uid }) => uid));
  const slices = new Map<number, MaskRuns>();
  for (const { layer, slice, runs } of masks.values()) {
    if (!own.has(layer)) continue;
    const known = slices.get(slice);
    slices.set(slice, known ? combineRuns(known, runs, (a, b) => a || b) : runs);
  }
  return slices;
}

function maskDifference(one: ReadonlyMap<number, MaskRuns>, other: ReadonlyMap<number, MaskRuns>): number | null {
  let [apart, all] = [0, 0];
  for (const slice of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(slice), other.get(slice)];
    const [inA, inB] = [a ? insideOfRuns(a) : 0, b ? insideOfRuns(b) : 0];
    all += inA + inB;
    apart += a && b ? insideOfRuns(toggleRuns(a, b)) : inA + inB;
  }
  return all === 0 ? null : apart / all;
}

function sorted(answer: unknown): string {
  return JSON.stringify(Array.isArray(answer) ? answer.toSorted() : (answer ?? null));
}
