import path from 'node:path';
import type { LabelRow } from '../../src-shared/evaluation/labelled-case.ts';

/** Finds a file's row by its path below the folder, else by its name where only one row has it. */
export function rowFinder(rows: readonly LabelRow[]): (file: string) => LabelRow | undefined {
  const byPath = new Map(rows.map((row) => [row.file, row]));
  const byName = new Map<string, LabelRow | undefined>();
  for (const row of rows) {
    const name = path.posix.basename(row.file);
    byName.set(name, byName.has(name) ? undefined : row);
  }
  return (file) => {
    const below = file.split(path.sep).join('/');
    return byPath.get(below) ?? byName.get(path.posix.basename(below));
  };
}
