import { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { z } from '../../../src-shared/schema.ts';
import type { Log } from '../log.ts';
import { seal, unseal, type SealedRow } from '../sealed-record.ts';

interface SchemaRow extends SealedRow {
  key: string;
  version: number;
}

const StoredSchema = z.object({ schema: LabelSchema });
const COLUMNS = 'id, key, version, record, sha256';

/** The newest version of every schema, in the order in which they were first kept. Errors: `record-altered`. */
export function newestSchemas(log: Log): LabelSchema[] {
  const sql = `SELECT ${COLUMNS} FROM label_schemas AS one
    WHERE version = (SELECT max(version) FROM label_schemas WHERE key = one.key)
    ORDER BY (SELECT min(id) FROM label_schemas WHERE key = one.key)`;
  return log.all<SchemaRow>(sql).map(schemaOf);
}

/** One version of a schema. Errors: `record-missing`, `record-altered`. */
export function needSchema(log: Log, key: string, version: number): LabelSchema {
  const sql = `SELECT ${COLUMNS} FROM label_schemas WHERE key = ? AND version = ?`;
  const row = log.one<SchemaRow>(sql, key, version);
  if (!row) throw new CodedError('record-missing', { table: 'label_schemas', id: `${key} ${version}` });
  return schemaOf(row);
}

/**
 * Keeps version 1 of a new schema, or the next version of one. Errors: `schema-version-taken` where the version is not the
 * next one: somebody else changed the schema meanwhile.
 */
export function keepSchema(log: Log, { schema: given }: { schema: LabelSchema }): LabelSchema {
  const schema = LabelSchema.parse(given);
  return log.write(() => {
    const { key, version } = schema;
    const next = log.one<{ next: number }>(
      'SELECT coalesce(max(version), 0) + 1 AS next FROM label_schemas WHERE key = ?',
      key,
    )!.next;
    if (version !== next) throw new CodedError('schema-version-taken', { key, version, next });
    const id = log.nextId('label_schemas');
    const { record, sha256 } = seal({ id, key, version, schema });
    log.run(
      'INSERT INTO label_schemas (id, key, version, record, sha256) VALUES (?, ?, ?, ?, ?)',
      ...[id, key, version, record, sha256],
    );
    return schema;
  });
}

function schemaOf(row: SchemaRow): LabelSchema {
  const { key, version } = row;
  return unseal('label_schemas', row, { key, version }, StoredSchema).schema;
}
