import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { Dataset, ReaderRole } from '../../../src-shared/contract/annotation-records.ts';
import type { DatasetId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { timeNow, type Log } from '../log.ts';
import type { NewDataset } from './calls.ts';
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
    for (const { profileId, role } of readers) {
      log.need('profiles', 'SELECT id FROM profiles WHERE id = ?', profileId);
      log.run('INSERT INTO dataset_readers (dataset_id, profile_id, role) VALUES (?, ?, ?)', id, profileId, role);
    }
    return getDataset(log, id);
  });
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
