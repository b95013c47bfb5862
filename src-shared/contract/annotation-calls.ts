import { NamedAgreement } from '../annotation/agreement-report.ts';
import { LabelSchema, SchemaKey } from '../annotation/label-schema.ts';
import { Step } from '../annotation/labelling.ts';
import { z } from '../schema.ts';
import {
  Dataset,
  DatasetBoard,
  DatasetChange,
  DatasetChecking,
  DatasetFindings,
  DatasetItem,
  JournalPlace,
  LabellingComment,
  NextItem,
  NextOrder,
  OpenLabelling,
  Reading,
  ReaderRole,
  TakenStep,
} from './annotation-records.ts';
import { CaseId, DatasetId, ItemId, JobId, LabellingId, ProfileId } from './ids.ts';
import { Profile } from './profile.ts';
import { StoredResult } from './records.ts';

const nothing = z.object({}).strict();
const pin = z.string().min(4).max(64);
const itemsOf = z.enum(['stacks', 'pictures']);
const readers = z
  .array(z.object({ profileId: ProfileId, role: ReaderRole }).strict())
  .max(100)
  .refine((given) => new Set(given.map(({ profileId }) => profileId)).size === given.length);
const share = z.number().min(0).max(1);
const revision = z.number().int().nonnegative();
const labelling = { labellingId: LabellingId, revision };

/**
 * The annotation workbench's part of the contract. Whoever is signed in labels; main knows who that is, and a call never
 * says it. Codes: `profile-needed` where there are profiles and nobody is signed in, `reader-not-assigned` where the dataset
 * names its readers and this is none of them.
 */
export const ANNOTATION_CALLS = {
  /** Everybody who labels on this machine, and who is signed in. */
  'profiles.list': {
    permission: 'view',
    input: nothing,
    output: z.object({ profiles: z.array(Profile), current: ProfileId.nullable() }),
  },
  /**
   * Adds a person and signs them in. The first one takes over what was labelled before there were profiles. Errors:
   * `profile-name-taken`.
   */
  'profiles.add': {
    permission: 'write',
    input: z.object({ name: z.string().trim().min(1).max(100), pin }).strict(),
    output: Profile,
  },
  /** Errors: `profile-pin-wrong`, `profile-waits` (details `seconds`: after five wrong PINs one has to wait, longer each time). */
  'profiles.sign-in': {
    permission: 'write',
    input: z.object({ profileId: ProfileId, pin: z.string().max(64) }).strict(),
    output: Profile,
  },
  'profiles.sign-out': { permission: 'view', input: nothing, output: nothing },

  /** The newest version of every schema, those that ship with the program first. */
  'schemas.list': { permission: 'view', input: nothing, output: z.object({ schemas: z.array(LabelSchema) }) },
  /** Keeps a new schema (version 1) or the next version of one. Errors: `schema-version-taken`. */
  'schemas.keep': { permission: 'write', input: z.object({ schema: LabelSchema }).strict(), output: LabelSchema },

  'datasets.list': { permission: 'view', input: nothing, output: z.object({ datasets: z.array(Dataset) }) },
  /** `items`: a stack of slices is one item, or each of its pictures is. */
  'datasets.create': {
    permission: 'write',
    input: z
      .object({
        name: z.string().trim().min(1).max(200),
        instructions: z.string().max(20_000),
        schema: z.object({ key: SchemaKey, version: z.number().int().min(1) }).strict(),
        blinded: z.boolean(),
        readers,
        caseIds: z.array(CaseId).max(100_000),
        items: itemsOf,
      })
      .strict(),
    output: Dataset,
  },
  /** Adds cases; items that are in it already stay as they are. */
  'datasets.add': {
    permission: 'write',
    input: z.object({ datasetId: DatasetId, caseIds: z.array(CaseId).min(1).max(100_000), items: itemsOf }).strict(),
    output: Dataset,
  },
  /**
   * Shows the system's dialog for a folder, or for a table (CSV) with the column `file` and perhaps `patient`; reads the
   * pictures as an import and adds what came of it. Null: nothing was chosen. The import ends when all is added. Errors:
   * `labels-invalid` (the table; details `line`, `column`), `source-gone`.
   */
  'datasets.import': {
    permission: 'write',
    input: z.object({ datasetId: DatasetId, from: z.enum(['folder', 'table']), items: itemsOf }).strict(),
    output: z.object({ jobId: JobId.nullable() }),
  },
  /** Errors: `dataset-blinded`: a second reader can't lift the blind. */
  'datasets.change': {
    permission: 'write',
    input: z.object({ datasetId: DatasetId, change: DatasetChange }).strict(),
    output: Dataset,
  },
  /**
   * The next item that the person who is signed in has not done: after a place in the order of the dataset, or anywhere.
   * Null: all is done. Errors: `dataset-blinded` (`disagreement`, for those who may not see the others).
   */
  'datasets.next': {
    permission: 'view',
    input: z.object({ datasetId: DatasetId, order: NextOrder, after: z.number().int().min(0).nullable() }).strict(),
    output: z.object({ next: NextItem.nullable() }),
  },
  'datasets.open': {
    permission: 'view',
    input: z.object({ datasetId: DatasetId }).strict(),
    output: DatasetBoard,
  },
  /**
   * Splits by patient, in place of a split before: no patient in two parts, the same for the same seed. Answers the items of
   * each part.
   */
  'datasets.split': {
    permission: 'write',
    input: z
      .object({
        datasetId: DatasetId,
        seed: z.number().int().min(0).max(4_294_967_295),
        shares: z
          .object({ train: share, validation: share, test: share })
          .strict()
          .refine(({ train, validation, test }) => Math.abs(train + validation + test - 1) < 1e-6),
      })
      .strict(),
    output: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  },
  /** Looks at the pictures that were not looked at yet; how far it is comes as `dataset.checking`. */
  'datasets.check': { permission: 'write', input: z.object({ datasetId: DatasetId }).strict(), output: nothing },
  'datasets.check-cancel': { permission: 'view', input: z.object({ datasetId: DatasetId }).strict(), output: nothing },
  /** Leaks between pictures and pictures unlike the others, of those that were looked at. */
  'datasets.findings': {
    permission: 'view',
    input: z.object({ datasetId: DatasetId }).strict(),
    output: DatasetFindings,
  },
  /**
   * How far the first and the second reading agree, over the items that both have finished. Errors: `dataset-blinded`. Takes
   * seconds; the page waits.
   */
  'datasets.agreement': {
    permission: 'view',
    input: z.object({ datasetId: DatasetId }).strict(),
    output: NamedAgreement,
  },
  /**
   * Keeps the majority of all finished readings of each item as a labelling of its own, whose role is `consensus`; items with
   * fewer than two are left out. Errors: `dataset-blinded`.
   */
  'datasets.consensus': {
    permission: 'write',
    input: z.object({ datasetId: DatasetId }).strict(),
    output: z.object({ items: z.number().int().nonnegative() }),
  },
  /** A page of a dataset's items in their order. */
  'datasets.items': {
    permission: 'view',
    input: z
      .object({
        datasetId: DatasetId,
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      })
      .strict(),
    output: z.object({ items: z.array(DatasetItem), total: z.number().int() }),
  },

  /** The item with the labelling of the person who is signed in; grants its pixels to the page's port. */
  'labelling.open': { permission: 'write', input: z.object({ itemId: ItemId }).strict(), output: OpenLabelling },
  /**
   * Journals a step; durable when answered. `revision`: the one that the step was made on. Errors:
   * `labelling-changed-elsewhere` (another window or program was quicker: nothing is kept, open it again), `step-refused`
   * (details `fault`).
   */
  'labelling.step': {
    permission: 'write',
    input: z.object({ ...labelling, step: Step }).strict(),
    output: JournalPlace,
  },
  /** Errors: `labelling-changed-elsewhere`, `undo-nothing-left`. */
  'labelling.undo': { permission: 'write', input: z.object(labelling).strict(), output: TakenStep },
  'labelling.redo': { permission: 'write', input: z.object(labelling).strict(), output: TakenStep },
  /** Says how far the work on the item is. Errors: `answers-missing` (`done` while required answers are not there). */
  'labelling.finish': {
    permission: 'write',
    input: z.object({ labellingId: LabellingId, state: z.enum(['in-work', 'done', 'flagged']) }).strict(),
    output: nothing,
  },
  /** Adds seconds of active work. */
  /**
   * Moves a labelling on to the dataset's schema version; answers that it does not take are cleared, and undo ends there.
   * Open the item again afterwards. Errors: `labelling-changed-elsewhere`, `schema-segments-gone` (regions of segments that
   * it does not know: take them away first).
   */
  'labelling.move-on': { permission: 'write', input: z.object(labelling).strict(), output: JournalPlace },
  /** What the other readers said of an item, for an adjudicator or where nobody is blinded. Errors: `dataset-blinded`. */
  'labelling.readings': {
    permission: 'view',
    input: z.object({ itemId: ItemId }).strict(),
    output: z.object({ readings: z.array(Reading) }),
  },
  /**
   * Masks that models drew of the item's pictures, newest first; `artefact.read` gives their files. None for a reader who is
   * blinded and not done. Taken over by a step with a layer whose drawer is the model.
   */
  'labelling.results': {
    permission: 'view',
    input: z.object({ itemId: ItemId }).strict(),
    output: z.object({ results: z.array(StoredResult) }),
  },
  'labelling.time': {
    permission: 'write',
    input: z.object({ labellingId: LabellingId, seconds: z.number().positive().max(3600) }).strict(),
    output: nothing,
  },
  'labelling.comment': {
    permission: 'write',
    input: z.object({ itemId: ItemId, text: z.string().trim().min(1).max(4000) }).strict(),
    output: LabellingComment,
  },
} as const;

export const ANNOTATION_EVENTS = {
  /** Items, labels or readers of a dataset changed. */
  'dataset.changed': z.object({ datasetId: DatasetId }),
  'dataset.checking': DatasetChecking,
} as const;
