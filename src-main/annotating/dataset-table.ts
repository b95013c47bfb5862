import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { CaseLog } from '../caselog/index.ts';
import { readLabelFile } from '../evaluating/index.ts';

/** Pictures that a table names, in its order, as absolute paths, and whose they are. */
export interface DatasetTable {
  readonly files: string[];
  /** By file; files without a patient are not in it. */
  readonly patients: ReadonlyMap<string, string>;
}

/**
 * Reads a table of pictures: a CSV whose first row names its columns, `file` (a path below the table's own folder) and
 * perhaps `patient`; others are left alone. Nothing outside the folder is reached.
 *
 * @throws `labels-invalid` (details `line` and `column`, counted from 1), `source-gone`
 */
export async function readDatasetTable(table: string): Promise<DatasetTable> {
  const folder = path.dirname(path.resolve(table));
  const [names = [], ...lines] = await readLabelFile(table);
  const columns = names.map((name) => name.trim().toLowerCase());
  const [fileAt, patientAt] = [columns.indexOf('file'), columns.indexOf('patient')];
  if (fileAt < 0) throw new CodedError('labels-invalid', { line: 1, column: 'file' });
  const patients = new Map<string, string>();
  const files = new Set<string>();
  lines.forEach((line, index) => {
    const below = (line[fileAt] ?? '').trim().replaceAll('\\', '/');
    const file = path.resolve(folder, below);
    const inside = below !== '' && file.startsWith(folder + path.sep);
    if (!inside) throw new CodedError('labels-invalid', { line: index + 2, column: 'file' });
    files.add(file);
    const patient = patientAt < 0 ? '' : (line[patientAt] ?? '').trim();
    if (patient !== '') patients.set(file, patient);
  });
  return { files: [...files], patients };
}

/** The cases that a table's pictures were filed as, in its order, once they are imported. */
export async function casesOfTable(
  log: Pick<CaseLog, 'call'>,
  { files, patients }: DatasetTable,
): Promise<{ caseIds: CaseId[]; patients: Record<CaseId, string> }> {
  const { files: seen } = await log.call('files.seen', { roots: files });
  const caseOf = new Map(seen.map(({ path: file, caseId }) => [file, caseId]));
  const caseIds = new Set<CaseId>();
  const named: Record<CaseId, string> = {};
  for (const file of files) {
    const caseId = caseOf.get(file);
    if (caseId === undefined) continue;
    caseIds.add(caseId);
    const patient = patients.get(file);
    if (patient !== undefined) named[caseId] = patient;
  }
  return { caseIds: [...caseIds], patients: named };
}
