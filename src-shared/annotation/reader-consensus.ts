import { majority } from '../metrics/consensus.ts';
import type { FieldAnswer, LabelSchema } from './label-schema.ts';
import { answerKey } from './labelling.ts';
import { pixelsOfRuns, runsOf, type MaskRuns } from './mask-runs.ts';
import { masksOfSegment, type ComparedReading } from './reader-difference.ts';

/** What several readers say together of an item. */
export interface ReaderConsensus {
  readonly masks: readonly { readonly segment: number; readonly slice: number; readonly runs: MaskRuns }[];
  /** Of the item; fields without a majority are left out. */
  readonly answers: readonly { readonly field: string; readonly answer: FieldAnswer }[];
}

/**
 * Majority of readers: a pixel is inside, an option is given or ticked, where more than half of them say so; a tie is
 * outside, and an answer that only half gave is none. Numbers and texts have no majority and are left out.
 *
 * @param readings at least one
 * @param pixels rows × columns
 */
export function readerConsensus(
  schema: LabelSchema,
  readings: readonly ComparedReading[],
  pixels: number,
): ReaderConsensus {
  const most = readings.length / 2;
  const masks = schema.segments
    .filter(({ drawn }) => drawn === 'mask')
    .flatMap(({ number }) => {
      const each = readings.map((reading) => masksOfSegment(reading, number));
      const slices = [...new Set(each.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
      return slices.flatMap((slice) => {
        if (each.filter((one) => one.has(slice)).length <= most) return [];
        const runs = runsOf(majority(each.map((one) => pixelsOfRuns(one.get(slice) ?? [pixels], pixels))));
        return runs.length > 1 ? [{ segment: number, slice, runs }] : [];
      });
    });
  const answers = schema.fields.flatMap((field): ReaderConsensus['answers'] => {
    if (field.scope !== 'item' || !('options' in field)) return [];
    const given = readings.flatMap(
      ({ answers: all }) => all.get(answerKey(field.key, { scope: 'item' }))?.answer ?? [],
    );
    const chosen = field.options
      .map(({ key }) => key)
      .filter((key) => given.filter((one) => one === key).length > most);
    if (field.kind === 'single' || field.kind === 'ordinal') {
      return chosen.map((answer) => ({ field: field.key, answer }));
    }
    const answered = readings.filter(({ answers: all }) => all.has(answerKey(field.key, { scope: 'item' }))).length;
    return answered > most ? [{ field: field.key, answer: chosen }] : [];
  });
  return { masks, answers };
}
