import { z } from '../schema.ts';
import { SchemaKey } from './label-schema.ts';

/** What a person may choose; formats take what concerns them. */
export const ExportWishes = z
  .object({
    /** Pictures go along also where the format does not need them. */
    withPictures: z.boolean(),
    /** Names, dates and UIDs stay as they are; otherwise random ids stand in their place. */
    keepIdentity: z.boolean(),
    /** What a model drew and nobody touched counts too. */
    withUntouched: z.boolean(),
    /** Slices of volumes on which nothing is marked go along, in formats of single pictures. */
    emptySlices: z.boolean(),
    /** YOLO: boxes or polygons. */
    yolo: z.enum(['boxes', 'polygons']),
    /** npz: side of its square pictures; null: as they are, all of one size. */
    side: z.number().int().min(8).max(4096).nullable(),
    /** npz: the field whose answers are the labels; null: the first choice that is asked of items. */
    field: SchemaKey.nullable(),
  })
  .strict();
export type ExportWishes = z.infer<typeof ExportWishes>;

export const PLAIN_WISHES: ExportWishes = {
  ...{ withPictures: false, keepIdentity: false, withUntouched: false, emptySlices: false },
  ...{ yolo: 'polygons', side: null, field: null },
};
