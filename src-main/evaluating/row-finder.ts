import path from 'node:path';
import type { LabelRow } from '../../src-shared/evaluation/labelled-case.ts';

/**
 * Finds a file's row by its path below the folder. Else the one row whose path ends with the file's, or with which the file's
 * ends: tables are written from another folder up or down. `a/1.png` is never the row of `b/1.png`.
 */
export function rowFinder(rows: readonly LabelRow[]): (file: string) => LabelRow | undefined {
  const byPath = new Map(rows.map((row) => [row.file, row]));
  const byName = new Map<string, LabelRow[]>();
  for (const row of rows) {
    const name = path.posix.basename(row.file);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return (file) => {
    const below = file.split(path.sep).join('/');
    const exact = byPath.get(below);
    if (exact) return exact;
    const alike = (byName.get(path.posix.basename(below)) ?? []).filter(
      (row) => endsWith(row.file, below) || endsWith(below, row.file),
    );
    return alike.length === 1 ? alike[0] : undefined;
  };
}

function endsWith(whole: string, end: string): boolean {
  const plain = end.replace(/^(\.?\/)+/, '');
  return whole === plain || whole.endsWith(`/${plain}`);
}
