import { Coded } from '../contract/coded-schema.ts';
import type { Coded as CodedFailure } from '../contract/coded.ts';
import { z } from '../schema.ts';
import { FieldAnswer, SchemaKey } from './label-schema.ts';
import { MaskRuns } from './mask-runs.ts';

const slice = z.number().int().min(0).max(99_999);
const segment = z.number().int().min(1).max(255);
const side = z.number().int().min(1).max(65_535);
const millimetres = z.tuple([z.number(), z.number(), z.number()]);
const coordinate = z.number().min(-70_000).max(140_000);

/** What another program said of a picture, in the words of the schema that it was read for. */
export const ImportedPicture = z.object({
  /** As the file names it: a picture's file name, or the id of an export; null: it only refers to DICOM instances. */
  name: z.string().min(1).max(1024).nullable(),
  /** Size that the file states; null: it states none (tables). */
  size: z.object({ rows: side, columns: side }).nullable(),
  /**
   * The slices that the file speaks of, where it names them (DICOM); the `slice` of what follows counts these. null: it counts
   * the picture's own.
   */
  slices: z
    .array(
      z.object({
        /** The images that it was drawn on; frames from 0, none: whichever. */
        sources: z.array(z.object({ instanceUid: z.string().max(128), frames: z.array(slice) })),
        positionMm: millimetres.nullable(),
        /** Direction cosines of a row, then of a column. */
        orientation: z.array(z.number()).length(6).nullable(),
        /** Between rows, between columns. */
        spacingMm: z.tuple([z.number(), z.number()]).nullable(),
      }),
    )
    .nullable(),
  /** What a DICOM object says of the pictures that it is of; null: another format. */
  about: z
    .object({
      patientId: z.string().max(1024).nullable(),
      frameOfReferenceUid: z.string().max(128).nullable(),
      instanceUids: z.array(z.string().max(128)),
    })
    .nullable(),
  masks: z.array(z.object({ segment, slices: z.array(z.object({ slice, runs: MaskRuns })) })),
  shapes: z.array(
    z.object({
      segment,
      slice,
      kind: z.enum(['box', 'point', 'polygon']),
      points: z
        .array(z.tuple([coordinate, coordinate]))
        .min(1)
        .max(10_000),
    }),
  ),
  answers: z.array(z.object({ field: SchemaKey, slice: slice.nullable(), answer: FieldAnswer })),
});
export type ImportedPicture = z.infer<typeof ImportedPicture>;

/** A label file as it was read. One bad picture, object or cell costs no other. */
export const ImportedLabels = z.object({
  format: z.enum(['coco', 'voc', 'table', 'dicom-seg', 'mask']),
  pictures: z.array(ImportedPicture).max(1_000_000),
  /** What was left out: name of its picture, line or category, and why; at most {@link MOST_REFUSED}. */
  refused: z.array(z.object({ name: z.string().max(1024), reason: Coded })),
  refusedCount: z.number().int().nonnegative(),
});
export type ImportedLabels = z.infer<typeof ImportedLabels>;

export const MOST_REFUSED = 200;

/** Gathers what was left out. */
export class Refusals {
  readonly list: ImportedLabels['refused'] = [];
  count = 0;

  add(name: string, reason: CodedFailure): void {
    this.count += 1;
    if (this.list.length < MOST_REFUSED) this.list.push({ name: name.slice(0, 300), reason });
  }
}
