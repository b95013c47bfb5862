import { EXPORT_FORMATS } from '../annotation/export-formats.ts';
import { ExportWishes } from '../annotation/export-wishes.ts';
import { z } from '../schema.ts';
import { Coded } from './coded-schema.ts';
import { DatasetId, JobId } from './ids.ts';

const nothing = z.object({}).strict();
const count = z.number().int().nonnegative();
const job = z.object({ jobId: JobId }).strict();

/** How far a running export or import is. */
export const ExchangeProgress = z.object({
  jobId: JobId,
  /** Items, or files; `of` is 0 until it is known. */
  done: count,
  of: count,
  /** By what is done; null: not known yet. */
  secondsLeft: z.number().nonnegative().nullable(),
});
export type ExchangeProgress = z.infer<typeof ExchangeProgress>;

/** How it ended. */
export const ExchangeEnd = z.object({
  jobId: JobId,
  outcome: z.enum(['done', 'failed', 'cancelled']),
  /** Of `done`: items that were written, or into which labels came. */
  items: count,
  /** Name of the folder that was written; null: none. */
  folder: z.string().max(300).nullable(),
  files: count,
  bytes: z.number().nonnegative(),
  /** What was left out: an item's random id or position, a file's name, and why; the first ones. */
  failures: z.array(z.object({ name: z.string().max(1024), reason: Coded })),
  failureCount: count,
  /** Why it failed. */
  reason: Coded.nullable(),
});
export type ExchangeEnd = z.infer<typeof ExchangeEnd>;

/** Labels in and out of other programs' formats. */
export const EXCHANGE_CALLS = {
  /**
   * Shows the system's dialog for a folder and writes a dataset's labels there; null when nothing was chosen. A folder that holds something
   * gets a new one inside it.
   */
  'dataset.export': {
    permission: 'write',
    input: z
      .object({
        datasetId: DatasetId,
        format: z.enum(EXPORT_FORMATS),
        wishes: ExportWishes,
        /** Also labellings that are in work or flagged. */
        unfinished: z.boolean(),
      })
      .strict(),
    output: z.object({ jobId: JobId.nullable() }),
  },
  'dataset.export-cancel': { permission: 'view', input: job, output: nothing },
  /** Shows the system's dialog and reads labels into the labellings of whoever is signed in, a step an item; null as above. */
  'dataset.import': {
    permission: 'write',
    input: z.object({ datasetId: DatasetId, kind: z.enum(['files', 'folder']) }).strict(),
    output: z.object({ jobId: JobId.nullable() }),
  },
  'dataset.import-cancel': { permission: 'view', input: job, output: nothing },
} as const;

export const EXCHANGE_EVENTS = {
  'exchange.progress': ExchangeProgress,
  'exchange.end': ExchangeEnd,
} as const;
