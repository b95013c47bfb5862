import { AnswerPlace, Layer, Shape, Step, WorkState } from '../annotation/labelling.ts';
import { FieldAnswer, LabelSchema } from '../annotation/label-schema.ts';
import { MaskRuns } from '../annotation/mask-runs.ts';
import { Identity } from '../imaging/instance.ts';
import { COMPARED_FIGURES } from '../pixels/picture-trace.ts';
import { z } from '../schema.ts';
import { Coded } from './coded-schema.ts';
import { CaseId, DatasetId, InstanceId, ItemId, LabellingId, ProfileId, SeriesId } from './ids.ts';
import { CaseInstance } from './records.ts';

const count = z.number().int().nonnegative();

/** What a person does in a dataset. An adjudicator sees both readers; `consensus` is computed and nobody's. */
export const ReaderRole = z.enum(['first', 'second', 'adjudication']);
export type ReaderRole = z.infer<typeof ReaderRole>;
export const LabellingRole = z.enum([...ReaderRole.options, 'consensus']);
export type LabellingRole = z.infer<typeof LabellingRole>;

export const DatasetPart = z.enum(['train', 'validation', 'test']);
export type DatasetPart = z.infer<typeof DatasetPart>;

/** A named, local collection of items with what is asked about each. */
export const Dataset = z.object({
  id: DatasetId,
  name: z.string().min(1).max(200),
  /** For the readers; plain text. */
  instructions: z.string().max(20_000),
  /** New labellings are made under this version. */
  schema: z.object({ key: z.string(), version: z.number().int().min(1), title: LabelSchema.shape.title }),
  /** A second reader is shown neither the first reader's labels nor a model's masks. */
  blinded: z.boolean(),
  /** Empty: whoever is signed in reads first. */
  readers: z.array(z.object({ profileId: ProfileId, role: ReaderRole }).strict()),
  createdAt: z.iso.datetime(),
  items: count,
});
export type Dataset = z.infer<typeof Dataset>;

/** What may be changed of a dataset; labellings keep the schema version that they were begun under. */
export const DatasetChange = z
  .object({
    name: z.string().trim().min(1).max(200),
    instructions: z.string().max(20_000),
    schemaVersion: z.number().int().min(1),
    blinded: z.boolean(),
    readers: z
      .array(z.object({ profileId: ProfileId, role: ReaderRole }).strict())
      .max(100)
      .refine((given) => new Set(given.map(({ profileId }) => profileId)).size === given.length),
  })
  .partial()
  .strict();
export type DatasetChange = z.infer<typeof DatasetChange>;

/**
 * Which item comes next: as they stand, any, the one that a model is least sure about, or the one that two readers differ
 * most about.
 */
export const NextOrder = z.enum(['sequence', 'random', 'uncertainty', 'disagreement']);
export type NextOrder = z.infer<typeof NextOrder>;

/** `score`: 0 sure or alike, 1 as unsure or unlike as can be; null: nobody knows, or nobody asked. */
export const NextItem = z.object({ itemId: ItemId, position: count, score: z.number().min(0).max(1).nullable() });
export type NextItem = z.infer<typeof NextItem>;

/** How many items stand where. */
export const StateCounts = z.object({ 'to-do': count, 'in-work': count, done: count, flagged: count });
export type StateCounts = z.infer<typeof StateCounts>;

/** How far a dataset is, for the person who is signed in. */
export const DatasetBoard = z.object({
  dataset: Dataset,
  schema: LabelSchema,
  /** Of the person who is signed in; null: not among the readers. */
  role: ReaderRole.nullable(),
  /** Of the person who is signed in. */
  states: StateCounts,
  parts: z.array(z.object({ part: DatasetPart.nullable(), items: count, states: StateCounts })),
  readers: z.array(
    z.object({
      profileId: ProfileId,
      name: z.string(),
      role: LabellingRole,
      states: StateCounts,
      /** Active work, all items. */
      seconds: z.number().nonnegative(),
    }),
  ),
  /**
   * How often each option of the item's choices was given: by the person who is signed in, and for an adjudicator or in a
   * dataset that is not blinded by all readers.
   */
  balance: z.array(
    z.object({
      field: z.string(),
      options: z.array(z.object({ option: z.string(), items: count })),
      /** Labellings in work or done without an answer. */
      missing: count,
    }),
  ),
});
export type DatasetBoard = z.infer<typeof DatasetBoard>;

/** How far looking at a dataset's pictures is. */
export const DatasetChecking = z.object({
  datasetId: DatasetId,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Pictures that were looked at in this check. */
  done: count,
  /** Pictures that could not be read; the first 200. */
  failed: z.array(z.object({ itemId: ItemId, reason: Coded })),
  failedCount: count,
  /** Of `failed`. */
  reason: Coded.optional(),
});
export type DatasetChecking = z.infer<typeof DatasetChecking>;

const namedItem = z.object({ itemId: ItemId, position: count, name: z.string(), part: DatasetPart.nullable() });

/** What the pictures of a dataset say of one another; of a stack its middle slice. */
export const DatasetFindings = z.object({
  /** Items whose picture was looked at, of how many. */
  looked: count,
  of: count,
  /** Pairs; the first 500, those that lie apart first. */
  leaks: z.array(
    z.object({
      kind: z.enum(['same-pixels', 'near-duplicate']),
      items: z.tuple([namedItem, namedItem]),
      /** Differing bits of 256. */
      distance: count,
      /** In different parts; before a split: of different patients, whom it may part. */
      apart: z.boolean(),
      samePatient: z.boolean(),
    }),
  ),
  leakCount: count,
  apartCount: count,
  /** Patients with items in several parts. */
  torn: count,
  /** Pictures unlike the others, the most unlike first; the first 500. */
  unlike: z.array(
    namedItem.extend({
      /** Isolation forest: 0.5 and below usual, towards 1 alone. */
      score: z.number(),
      /** Figures beyond three interquartile ranges. */
      beyond: z.array(z.enum(COMPARED_FIGURES)),
    }),
  ),
  unlikeCount: count,
});
export type DatasetFindings = z.infer<typeof DatasetFindings>;

/** A line of a dataset's list. */
export const DatasetItem = z.object({
  id: ItemId,
  /** Place in the dataset, from 0. */
  position: count,
  caseId: CaseId,
  seriesId: SeriesId,
  /** What it is known by: patient id or name, else the file's name. */
  name: z.string(),
  /** The series. */
  description: z.string().nullable(),
  slices: z.number().int().min(1),
  /** For the thumbnail. */
  firstInstanceId: InstanceId,
  part: DatasetPart.nullable(),
  /** Of the person who is signed in. */
  state: WorkState,
  seconds: z.number().nonnegative(),
  /** Other readers' labellings, as far as they may be seen. */
  others: z.array(z.object({ profileId: ProfileId, role: LabellingRole, state: WorkState })),
});
export type DatasetItem = z.infer<typeof DatasetItem>;

export const LabellingComment = z.object({
  id: z.number().int().positive(),
  profileId: ProfileId,
  name: z.string(),
  at: z.iso.datetime(),
  text: z.string().max(4000),
});
export type LabellingComment = z.infer<typeof LabellingComment>;

/** How a labelling stands, as lists: `LabellingState` as it crosses. */
export const LabellingContent = z.object({
  layers: z.array(Layer),
  masks: z.array(z.object({ layer: z.uuid(), slice: count, runs: MaskRuns })),
  shapes: z.array(Shape),
  answers: z.array(z.object({ field: z.string(), place: AnswerPlace, answer: FieldAnswer })),
  states: z.array(z.object({ segment: z.number().int(), state: WorkState })),
});
export type LabellingContent = z.infer<typeof LabellingContent>;

/** Where the journal stands; what a next step must be based on. */
export const JournalPlace = z.object({ revision: count, canUndo: z.boolean(), canRedo: z.boolean() });
export type JournalPlace = z.infer<typeof JournalPlace>;

/** An item with one reader's labelling of it. */
export const OpenLabelling = z.object({
  labellingId: LabellingId,
  profileId: ProfileId,
  role: LabellingRole,
  item: z.object({
    id: ItemId,
    datasetId: DatasetId,
    position: count,
    caseId: CaseId,
    seriesId: SeriesId,
    name: z.string(),
    description: z.string().nullable(),
    part: DatasetPart.nullable(),
    rows: z.number().int().min(1),
    columns: z.number().int().min(1),
    /** Slice by slice in reading order. */
    frames: z.array(z.object({ instanceId: InstanceId, frame: count })).min(1),
  }),
  identity: Identity,
  sourceName: z.string(),
  /** Of the frames, each once, in reading order. */
  instances: z.array(CaseInstance),
  /** The version that this labelling is made under. */
  schema: LabelSchema,
  /** The dataset's version, where it is another. */
  newerSchema: z.number().int().nullable(),
  content: LabellingContent,
  place: JournalPlace,
  /** The newest steps of the line that undo walks, oldest first; `undone`: waits to be redone. */
  history: z.array(z.object({ revision: count, name: z.string(), undone: z.boolean() })),
  state: WorkState,
  seconds: z.number().nonnegative(),
  comments: z.array(LabellingComment),
  /** After an unclean exit: what was done about it. */
  restored: Coded.nullable(),
});
export type OpenLabelling = z.infer<typeof OpenLabelling>;

/** What another reader said of an item, for whoever may see it. `consensus` is computed. */
export const Reading = z.object({
  labellingId: LabellingId,
  profileId: ProfileId,
  name: z.string(),
  role: LabellingRole,
  schemaVersion: z.number().int(),
  state: WorkState,
  seconds: z.number().nonnegative(),
  content: LabellingContent,
});
export type Reading = z.infer<typeof Reading>;

/** What undo and redo answer: the step that the screen has to take, and where the journal stands then. */
export const TakenStep = z.object({ step: Step, place: JournalPlace });
export type TakenStep = z.infer<typeof TakenStep>;
