import { CodedError } from '../../../src-shared/contract/coded.ts';
import { DatasetChange, type Dataset, type ReaderRole } from '../../../src-shared/contract/annotation-records.ts';
import type { CaseId, DatasetId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { timeNow, type Log } from '../log.ts';
import type { AnnotationCalls, NewDataset } from './calls.ts';
import { needSchema } from './label-schemas.ts';

interface DatasetRow {
  id: DatasetId;
  name: string;
  instructions: string;
  schema_key: string;
  schema_version: number;
  blinded: number;
  item_count: number;
  created_at: string;
}

const COLUMNS = 'id, name, instructions, schema_key, schema_version, blinded, item_count, created_at';

/** All datasets, newest first. Errors: `record-altered` (a schema). */
export function listDatasets(log: Log): Dataset[] {
  return log.read(() =>
    log.all<DatasetRow>(`SELECT ${COLUMNS} FROM datasets ORDER BY id DESC`).map((row) => datasetOf(log, row)),
  );
}

/** Errors: `record-missing`, `record-altered` (its schema). */
export function getDataset(log: Log, datasetId: DatasetId): Dataset {
  return datasetOf(log, log.need<DatasetRow>('datasets', `SELECT ${COLUMNS} FROM datasets WHERE id = ?`, datasetId));
}

/** Makes an empty dataset. Errors: `record-missing` (no such schema version or profile). */
export function createDataset(log: Log, given: NewDataset): Dataset {
  return log.write(() => {
    needSchema(log, given.schema.key, given.schema.version);
    const { name, instructions, schema, blinded, readers } = given;
    const id = log.run(
      `INSERT INTO datasets (name, instructions, schema_key, schema_version, blinded, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      ...[name, instructions, schema.key, schema.version, Number(blinded), timeNow()],
    ) as DatasetId;
    addReaders(log, id, readers);
    return getDataset(log, id);
  });
}

/**
 * Changes what is said of a dataset; labellings that were begun keep their schema version. Errors: `record-missing`,
 * `dataset-blinded` (a second reader can't lift the blind or change who reads).
 */
export function changeDataset(
  log: Log,
  { datasetId, profileId, change: given }: AnnotationCalls['dataset.change']['input'],
): Dataset {
  const change = DatasetChange.parse(given);
  return log.write(() => {
    const before = getDataset(log, datasetId);
    const lifts = change.blinded === false || change.readers !== undefined;
    if (lifts && before.blinded && roleOf(before, profileId) === 'second') throw new CodedError('dataset-blinded');
    const version = change.schemaVersion ?? before.schema.version;
    needSchema(log, before.schema.key, version);
    log.run(
      'UPDATE datasets SET name = ?, instructions = ?, schema_version = ?, blinded = ? WHERE id = ?',
      ...[change.name ?? before.name, change.instructions ?? before.instructions, version],
      ...[Number(change.blinded ?? before.blinded), datasetId],
    );
    if (change.readers) {
      log.run('DELETE FROM dataset_readers WHERE dataset_id = ?', datasetId);
      addReaders(log, datasetId, change.readers);
    }
    return getDataset(log, datasetId);
  });
}

function addReaders(log: Log, datasetId: DatasetId, readers: Dataset['readers']): void {
  for (const { profileId, role } of readers) {
    log.need('profiles', 'SELECT id FROM profiles WHERE id = ?', profileId);
    log.run('INSERT INTO dataset_readers (dataset_id, profile_id, role) VALUES (?, ?, ?)', datasetId, profileId, role);
  }
}

/**
 * Whether a person is the second reader of a case in a blinded dataset and has not finished it: until then nothing that a
 * network said of the case may reach them.
 */
export function isBlinded(log: Log, caseId: CaseId, profileId: ProfileId | null): boolean {
  const unfinished = log.one(
    `SELECT dataset_items.id FROM dataset_items
     JOIN datasets ON datasets.id = dataset_items.dataset_id AND blinded = 1
     JOIN dataset_readers ON dataset_readers.dataset_id = datasets.id AND profile_id = ? AND role = 'second'
     WHERE case_id = ? AND NOT EXISTS (SELECT 1 FROM labellings WHERE item_id = dataset_items.id
       AND labellings.profile_id = dataset_readers.profile_id AND labellings.role = 'second' AND state = 'done') LIMIT 1`,
    ...[profileId ?? 0, caseId],
  );
  return unfinished !== undefined;
}

/** What a person does in a dataset: everybody reads first in one that names no readers; null: not among those it names. */
export function roleOf({ readers }: Dataset, profileId: ProfileId | null): ReaderRole | null {
  if (profileId === null) return null;
  if (readers.length === 0) return 'first';
  return readers.find((reader) => reader.profileId === profileId)?.role ?? null;
}

/** Errors: `reader-not-assigned`. */
export function needRole(dataset: Dataset, profileId: ProfileId): ReaderRole {
  const role = roleOf(dataset, profileId);
  if (role === null) throw new CodedError('reader-not-assigned', { dataset: dataset.name });
  return role;
}

/** Whether a person may see what the others said: an adjudicator always, everybody where the dataset is not blinded. */
export function seesOthers(dataset: Dataset, profileId: ProfileId | null): boolean {
  return !dataset.blinded || roleOf(dataset, profileId) === 'adjudication';
}

function datasetOf(log: Log, row: DatasetRow): Dataset {
  const schema = needSchema(log, row.schema_key, row.schema_version);
  const readers = log.all<{ profileId: ProfileId; role: ReaderRole }>(
    'SELECT profile_id AS profileId, role FROM dataset_readers WHERE dataset_id = ? ORDER BY profile_id',
    row.id,
  );
  return {
    id: row.id,
    name: row.name,
    instructions: row.instructions,
    schema: { key: schema.key, version: schema.version, title: schema.title },
    blinded: row.blinded === 1,
    readers,
    createdAt: row.created_at,
    items: row.item_count,
  };
}
