import { parse } from 'csv-parse/sync';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';

/** A table of a million rows is smaller. */
const MOST_TABLE_BYTES = 64 * 2 ** 20;

/** Reads a label file as cells, its names first. Errors: `labels-missing`, `labels-invalid`. */
export async function readLabelFile(file: string): Promise<string[][]> {
  const size = await stat(file).then(
    (found) => found.size,
    () => {
      throw new CodedError('labels-missing', { file: path.basename(file) });
    },
  );
  if (size > MOST_TABLE_BYTES) throw new CodedError('labels-invalid', { line: 1, column: 'file' });
  try {
    return parse(await readFile(file), { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? 1;
    throw new CodedError('labels-invalid', { line, column: 'file' }, { cause: error });
  }
}
