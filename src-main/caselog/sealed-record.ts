import { CodedError } from '../../src-shared/contract/coded.ts';
import type { z } from '../../src-shared/schema.ts';
import { canonicalJson, sha256Of } from './canonical-json.ts';

/** A record as a table keeps it: its canonical JSON and the SHA-256 of that. */
export interface Seal {
  readonly record: string;
  readonly sha256: string;
}

/** A row with a sealed record. The other columns repeat members of the record so that they can be indexed. */
export interface SealedRow extends Seal {
  readonly id: number;
}

/** The text and hash under which a record is stored. */
export function seal(record: object): Seal {
  const text = canonicalJson(record);
  return { record: text, sha256: sha256Of(text) };
}

/**
 * The record of a row, as its schema reads it. An integrity check of the database doesn't see a flipped byte inside a
 * text, so the hash is compared at every reading, and `columns` (the row's other columns under their names in the
 * record) must say the same as the record itself: a record that moved to another case is as wrong as a changed one.
 * Errors: `record-altered`.
 */
export function unseal<S extends z.ZodType>(
  table: string,
  row: SealedRow,
  columns: Record<string, number | string | null>,
  schema: S,
): z.output<S> {
  const altered = () => new CodedError('record-altered', { table, id: row.id });
  if (sha256Of(row.record) !== row.sha256) throw altered();
  const record = JSON.parse(row.record) as Record<string, unknown>;
  if (record['id'] !== row.id) throw altered();
  for (const [name, value] of Object.entries(columns)) if (record[name] !== value) throw altered();
  const parsed = schema.safeParse(record);
  if (!parsed.success) throw altered();
  return parsed.data;
}
