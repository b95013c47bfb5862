import { isDeepStrictEqual } from 'node:util';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import {
  afterStep,
  inverse,
  Step,
  type LabellingState,
  type WorkState,
} from '../../../src-shared/annotation/labelling.ts';
import { checkedStep, missingAnswers, StepRefused } from '../../../src-shared/annotation/step-check.ts';
import type { JournalPlace, LabellingComment, LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import type { DatasetId, ItemId, LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { canonicalJson } from '../canonical-json.ts';
import { caseRecord } from '../cases.ts';
import { getInstance } from '../instances.ts';
import { timeNow, type Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { framesOf, needItem, type ItemRow } from './dataset-items.ts';
import { getDataset, needRole, seesOthers } from './datasets.ts';
import {
  addJournalRow,
  chainStart,
  journalledStep,
  replayJournal,
  type ChainStart,
  type JournalRow,
} from './journal.ts';
import { needSchema } from './label-schemas.ts';
import { checkModels } from './model-masks.ts';
import { contentOf, labellingState, readParts, rememberState, writeAllParts, writeChanged } from './labelling-parts.ts';

export interface LabellingRow {
  id: LabellingId;
  dataset_id: DatasetId;
  item_id: ItemId;
  profile_id: ProfileId;
  role: LabellingRole;
  schema_version: number;
  revision: number;
  depth: number;
  chain: string;
  state: WorkState;
  seconds: number;
  unsettled: number;
  created_at: string;
}

export const LABELLING_COLUMNS =
  'id, dataset_id, item_id, profile_id, role, schema_version, revision, depth, chain, state, seconds, unsettled, created_at';
const MOST_HISTORY = 500;

type Open = AnnotationCalls['labelling.open'];
type TakeStep = AnnotationCalls['labelling.step'];
type Undo = AnnotationCalls['labelling.undo'];
type Finish = AnnotationCalls['labelling.finish'];

/**
 * The item with a person's labelling of it, which is begun where there is none. After an unclean exit the journal is
 * replayed first: it must give what the parts say, and wins where it does not. Errors: `record-missing`,
 * `reader-not-assigned`, `record-altered` (the journal's seals, the case or an instance).
 */
export function openLabelling(log: Log, { itemId, profileId }: Open['input']): Open['output'] {
  return log.write(() => {
    const item = needItem(log, itemId);
    const dataset = getDataset(log, item.dataset_id);
    const role = needRole(dataset, profileId);
    const begun = rowOf(log, itemId, profileId, role) ?? begin(log, item, profileId, role, dataset.schema.version);
    const restored = settle(log, begun, item);
    const row = needRow(log, begun.id);
    const { identity, sourceName } = caseRecord(log, item.case_id);
    const frames = framesOf(item);
    const ids = [...new Set(frames.map(({ instanceId }) => instanceId))];
    return {
      labellingId: row.id,
      profileId,
      role,
      item: {
        id: item.id,
        datasetId: item.dataset_id,
        position: item.position,
        caseId: item.case_id,
        seriesId: item.series_id,
        name: item.name,
        description: item.description,
        part: item.part,
        rows: item.rows,
        columns: item.columns,
        frames,
      },
      identity,
      sourceName,
      instances: ids.map((id) => getInstance(log, id)),
      schema: schemaOf(log, row),
      newerSchema: dataset.schema.version === row.schema_version ? null : dataset.schema.version,
      content: contentOf(labellingState(log, row.id, row.revision)),
      place: placeOf(log, row),
      history: historyOf(log, row),
      state: row.state,
      seconds: row.seconds,
      comments: commentsOf(log, itemId, seesOthers(dataset, profileId) ? null : profileId),
      restored,
    };
  });
}

/**
 * Journals a step and what it changes, in one transaction. Errors: `labelling-changed-elsewhere` (the step was made on
 * another revision), `step-refused` (details `fault`), `record-missing` (no such labelling of this person).
 */
export function takeStep(log: Log, { labellingId, profileId, revision, step: given }: TakeStep['input']): JournalPlace {
  const step = Step.parse(given);
  return advance(log, { labellingId, profileId, revision }, (row, state, item) => {
    const { rows, columns, slices } = item;
    checkModels(log, step, item);
    const after = checked(() => checkedStep(state, step, { schema: schemaOf(log, row), rows, columns, slices }));
    log.run('DELETE FROM labelling_line WHERE labelling_id = ? AND depth >= ?', labellingId, row.depth);
    log.run(
      'INSERT INTO labelling_line (labelling_id, depth, revision, name) VALUES (?, ?, ?, ?)',
      ...[labellingId, row.depth, revision + 1, step.name],
    );
    return { kind: 'step', of: null, journalled: canonicalJson(step), taken: step, after, depth: row.depth + 1 };
  }).place;
}

/** Takes the last step back. Errors: `labelling-changed-elsewhere`, `undo-nothing-left`, `record-missing`, `record-altered`. */
export function undoStep(log: Log, input: Undo['input']): Undo['output'] {
  return walk(log, input, 'undo');
}

/** Does again what was undone last. Errors: those of {@link undoStep}. */
export function redoStep(log: Log, input: Undo['input']): Undo['output'] {
  return walk(log, input, 'redo');
}

function walk(log: Log, input: Undo['input'], kind: 'undo' | 'redo'): Undo['output'] {
  const { place, taken } = advance(log, input, (row, state, { rows, columns }) => {
    const at = kind === 'undo' ? row.depth - 1 : row.depth;
    const entry = log.one<{ revision: number }>(
      'SELECT revision FROM labelling_line WHERE labelling_id = ? AND depth = ?',
      ...[row.id, at],
    );
    if (!entry) throw new CodedError('undo-nothing-left');
    const done = journalledStep(log, row.id, entry.revision);
    const step = kind === 'undo' ? inverse(done) : done;
    const after = afterStep(state, step, rows * columns);
    const depth = kind === 'undo' ? at : at + 1;
    return { kind, of: entry.revision, journalled: null, taken: step, after, depth };
  });
  return { step: taken, place };
}

export interface Advance {
  readonly kind: JournalRow['kind'];
  readonly of: number | null;
  readonly journalled: string | null;
  readonly taken: Step;
  readonly after: LabellingState;
  readonly depth: number;
}

/** Journals one row and what it changes, in one transaction; `make` says which. */
export function advance(
  log: Log,
  { labellingId, profileId, revision }: Undo['input'],
  make: (row: LabellingRow, state: LabellingState, item: ItemRow) => Advance,
): { place: JournalPlace; taken: Step } {
  const done = log.write(() => {
    const row = needOwn(log, labellingId, profileId);
    if (row.revision !== revision) throw new CodedError('labelling-changed-elsewhere', { revision: row.revision });
    const item = needItem(log, row.item_id);
    const { kind, of, journalled, taken, after, depth } = make(row, labellingState(log, labellingId, revision), item);
    const at = timeNow();
    const next = { revision: revision + 1, kind, of, at, step: journalled };
    const chain = addJournalRow(log, labellingId, row.chain, next);
    writeChanged(log, labellingId, taken, after);
    log.run(
      `UPDATE labellings SET revision = ?, depth = ?, chain = ?, changed_at = ?, unsettled = unsettled + 1,
         state = CASE state WHEN 'to-do' THEN 'in-work' ELSE state END WHERE id = ?`,
      ...[revision + 1, depth, chain, at, labellingId],
    );
    return { place: placeOf(log, { id: labellingId, revision: revision + 1, depth }), taken, after };
  });
  // only now is it on disk
  rememberState(log, labellingId, { revision: done.place.revision, state: done.after });
  return done;
}

/** Says how far the work is. Errors: `answers-missing` (details `field`, `missing`), `record-missing`. */
export function finishLabelling(log: Log, { labellingId, profileId, state }: Finish['input']): Finish['output'] {
  return log.write(() => {
    const row = needOwn(log, labellingId, profileId);
    if (state === 'done') {
      const item = needItem(log, row.item_id);
      const now = labellingState(log, labellingId, row.revision);
      const missing = missingAnswers(now, schemaOf(log, row), item.slices);
      if (missing[0]) throw new CodedError('answers-missing', { field: missing[0].field, missing: missing.length });
    }
    log.run('UPDATE labellings SET state = ?, changed_at = ? WHERE id = ?', state, timeNow(), labellingId);
    return { datasetId: row.dataset_id };
  });
}

/** Adds seconds of active work. Errors: `record-missing`. */
export function addTime(
  log: Log,
  { labellingId, profileId, seconds }: AnnotationCalls['labelling.time']['input'],
): null {
  log.write(() => {
    needOwn(log, labellingId, profileId);
    log.run('UPDATE labellings SET seconds = seconds + ? WHERE id = ?', seconds, labellingId);
  });
  return null;
}

/** Errors: `record-missing`, `reader-not-assigned`. */
export function addComment(
  log: Log,
  { itemId, profileId, text }: AnnotationCalls['labelling.comment']['input'],
): LabellingComment {
  return log.write(() => {
    needRole(getDataset(log, needItem(log, itemId).dataset_id), profileId);
    const id = log.nextId('labelling_comments');
    log.run(
      'INSERT INTO labelling_comments (id, item_id, profile_id, at, text) VALUES (?, ?, ?, ?, ?)',
      ...[id, itemId, profileId, timeNow(), text],
    );
    return commentsOf(log, itemId, profileId).find((comment) => comment.id === id)!;
  });
}

/** Called when the log is closed in order: what was done since is no news at the next opening. */
export function settleAll(log: Log): void {
  if (log.one('SELECT id FROM labellings WHERE unsettled > 0 LIMIT 1')) {
    log.run('UPDATE labellings SET unsettled = 0 WHERE unsettled > 0');
  }
}

function commentsOf(log: Log, itemId: ItemId, only: ProfileId | null): LabellingComment[] {
  return log.all<LabellingComment>(
    `SELECT labelling_comments.id AS id, profile_id AS profileId, name, at, text FROM labelling_comments
     JOIN profiles ON profiles.id = profile_id WHERE item_id = ? AND profile_id = coalesce(?, profile_id)
     ORDER BY labelling_comments.id`,
    ...[itemId, only],
  );
}

/** A person's labelling of an item in one role; undefined: not begun. */
export function rowOf(log: Log, itemId: ItemId, profileId: ProfileId, role: LabellingRole): LabellingRow | undefined {
  const sql = `SELECT ${LABELLING_COLUMNS} FROM labellings WHERE item_id = ? AND profile_id = ? AND role = ?`;
  return log.one<LabellingRow>(sql, itemId, profileId, role);
}

function needRow(log: Log, id: LabellingId): LabellingRow {
  return log.need<LabellingRow>('labellings', `SELECT ${LABELLING_COLUMNS} FROM labellings WHERE id = ?`, id);
}

/** Another person's labelling is as good as none. */
function needOwn(log: Log, id: LabellingId, profileId: ProfileId): LabellingRow {
  const row = needRow(log, id);
  if (row.profile_id === profileId) return row;
  throw new CodedError('record-missing', { table: 'labellings', id });
}

/** The schema version that a labelling is made under. */
export function schemaOf(log: Log, row: LabellingRow): LabelSchema {
  const { schema_key: key } = log.one<{ schema_key: string }>(
    'SELECT schema_key FROM datasets WHERE id = ?',
    row.dataset_id,
  )!;
  return needSchema(log, key, row.schema_version);
}

/** Begins a labelling. In a transaction. */
export function begin(
  log: Log,
  item: ItemRow,
  profileId: ProfileId,
  role: LabellingRole,
  schemaVersion: number,
): LabellingRow {
  const at = timeNow();
  const id = log.run(
    `INSERT INTO labellings (dataset_id, item_id, profile_id, role, schema_version, chain, created_at, changed_at)
     VALUES (?, ?, ?, ?, ?, '', ?, ?)`,
    ...[item.dataset_id, item.id, profileId, role, schemaVersion, at, at],
  ) as LabellingId;
  const row = needRow(log, id);
  log.run('UPDATE labellings SET chain = ? WHERE id = ?', chainStart(startOf(row)), id);
  return row;
}

function startOf(row: LabellingRow): ChainStart {
  const { id, item_id: itemId, profile_id: profileId, role, created_at: createdAt } = row;
  return { labellingId: id, itemId, profileId, role, createdAt };
}

/** After an unclean exit, of a labelling that was worked on: checks it against its journal; what there is to say of it. */
function settle(log: Log, row: LabellingRow, item: ItemRow): Coded | null {
  if (!log.wasUnclean || row.unsettled === 0) return null;
  const replayed = replayJournal(log, startOf(row), item.rows * item.columns);
  const line = log.all<{ revision: number; name: string }>(
    'SELECT revision, name FROM labelling_line WHERE labelling_id = ? ORDER BY depth',
    row.id,
  );
  const asWritten =
    replayed.revision === row.revision &&
    replayed.depth === row.depth &&
    replayed.chain === row.chain &&
    isDeepStrictEqual(replayed.line, line) &&
    isDeepStrictEqual(replayed.state, readParts(log, row.id));
  if (!asWritten) {
    writeAllParts(log, row.id, replayed.state);
    log.run('DELETE FROM labelling_line WHERE labelling_id = ?', row.id);
    replayed.line.forEach(({ revision, name }, depth) =>
      log.run(
        'INSERT INTO labelling_line (labelling_id, depth, revision, name) VALUES (?, ?, ?, ?)',
        ...[row.id, depth, revision, name],
      ),
    );
    const { revision, depth, chain } = replayed;
    log.run('UPDATE labellings SET revision = ?, depth = ?, chain = ? WHERE id = ?', revision, depth, chain, row.id);
  }
  log.run('UPDATE labellings SET unsettled = 0 WHERE id = ?', row.id);
  return { code: asWritten ? 'labelling-restored' : 'labelling-rebuilt', details: { steps: replayed.depth } };
}

function placeOf(log: Log, { id, revision, depth }: Pick<LabellingRow, 'id' | 'revision' | 'depth'>): JournalPlace {
  const more = log.one('SELECT depth FROM labelling_line WHERE labelling_id = ? AND depth = ?', id, depth);
  return { revision, canUndo: depth > 0, canRedo: more !== undefined };
}

function historyOf(log: Log, { id, depth }: LabellingRow): Open['output']['history'] {
  return log
    .all<{ depth: number; revision: number; name: string }>(
      'SELECT depth, revision, name FROM labelling_line WHERE labelling_id = ? ORDER BY depth DESC LIMIT ?',
      ...[id, MOST_HISTORY],
    )
    .toReversed()
    .map((entry) => ({ revision: entry.revision, name: entry.name, undone: entry.depth >= depth }));
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof StepRefused) throw new CodedError('step-refused', { fault: thrown.fault });
    // a change that does not fit how things stand
    if (thrown instanceof RangeError) throw new CodedError('step-refused', { fault: 'before' });
    throw thrown;
  }
}
