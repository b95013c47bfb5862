import path from 'node:path';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { CaseLogCalls } from './calls.ts';
import type { Log } from './log.ts';

type Seen = CaseLogCalls['files.seen'];

/** Notes where a file was met and how it looked. Part of the transaction that files it. */
export function noteSeenFile(
  log: Log,
  file: { readonly path: string; readonly bytes: number; readonly modifiedMs: number },
  instanceId: InstanceId,
): void {
  log.run(
    `INSERT INTO seen_files (path, bytes, modified_ms, instance_id) VALUES (?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms,
       instance_id = excluded.instance_id`,
    ...[file.path, file.bytes, file.modifiedMs, instanceId],
  );
}

/** The files that were read before under any of the roots (themselves, below them, or inside the archives that they are). */
export function seenFiles(log: Log, { roots }: Seen['input']): Seen['output'] {
  const sql = `
    SELECT seen_files.path AS path, bytes AS size, seen_files.modified_ms AS modifiedMs,
      case_id AS caseId, instance_id AS instanceId
    FROM seen_files JOIN instances ON instances.id = instance_id`;
  type Row = Seen['output']['files'][number];
  return log.read(() => {
    const found = new Map<string, Row>();
    for (const root of roots) {
      for (const row of log.all<Row>(`${sql} WHERE seen_files.path = ?`, root)) found.set(row.path, row);
      for (const [from, to] of below(root)) {
        for (const row of log.all<Row>(`${sql} WHERE seen_files.path >= ? AND seen_files.path < ?`, from, to))
          found.set(row.path, row);
      }
    }
    return { files: [...found.values()] };
  });
}

/** Forgets files that are not where they were; the instances stay. */
export function forgetSeenFiles(log: Log, { paths }: CaseLogCalls['files.forget']['input']): null {
  log.write(() => paths.forEach((gone) => log.run('DELETE FROM seen_files WHERE path = ?', gone)));
  return null;
}

/** The stretches of paths below a folder and inside an archive, from and up to; see `containers/locator.ts` of the reader. */
function below(root: string): [string, string][] {
  return [path.sep, '//'].map((separator) => {
    const prefix = root.endsWith(separator) ? root : root + separator;
    return [prefix, prefix.slice(0, -1) + String.fromCharCode(separator.charCodeAt(0) + 1)];
  });
}
