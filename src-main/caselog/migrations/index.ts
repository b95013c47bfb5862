import * as firstTables from './0001-first-tables.ts';
import * as unfinishedWords from './0002-unfinished-words.ts';
import * as measurements from './0003-measurements.ts';
import * as seenFiles from './0004-seen-files.ts';
import * as documents from './0005-documents.ts';
import * as annotation from './0006-annotation.ts';
import * as jobs from './0007-jobs.ts';
import * as exportNames from './0008-export-names.ts';
import * as unanswered from './0009-unanswered.ts';

/** One step forward: `sql` takes a database from schema `version - 1` to `version`. Never changed once released. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** All migrations in order. A new one is a new file and a line here. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  unfinishedWords,
  measurements,
  seenFiles,
  documents,
  annotation,
  jobs,
  exportNames,
  unanswered,
];
