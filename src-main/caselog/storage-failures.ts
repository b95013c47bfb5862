import { accessSync, constants, statfsSync } from 'node:fs';
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';

const FULL = /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/;
const READ_ONLY = /^(SQLITE_READONLY(?!_DBMOVED).*|SQLITE_CANTOPEN.*|SQLITE_PERM|SQLITE_AUTH.*|EROFS|EACCES|EPERM)$/;
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/**
 * Which promise of the storage a failure of SQLite or of the file system breaks, by its code (`SQLITE_…` or an errno
 * name); undefined for everything that has no sentence of its own.
 */
export function storageCode(thrown: unknown): Code | undefined {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  if (FULL.test(code)) return 'disk-full';
  if (READ_ONLY.test(code)) return 'log-read-only';
  if (BUSY.test(code)) return 'log-busy';
  if (DAMAGED.test(code)) return 'log-damaged';
  if (code === 'SQLITE_READONLY_DBMOVED') return 'log-replaced';
  return undefined;
}

/**
 * A failure as a coded one: already coded and unforeseen ones pass unchanged. SQLite tells of a disk that fails in
 * mid-session only that reading or writing went wrong; what the data folder has become says the rest.
 */
export function asStorageFailure(thrown: unknown, folder: string): unknown {
  if (thrown instanceof CodedError) return thrown;
  const code = storageCode(thrown) ?? (isDiskFailure(thrown) ? stateOfDisk(folder) : undefined);
  return code ? new CodedError(code, {}, { cause: thrown }) : thrown;
}

function isDiskFailure(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_IOERR');
}

function stateOfDisk(folder: string): Code | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return statfsSync(folder).bavail === 0 ? 'disk-full' : undefined;
  } catch {
    return 'log-read-only';
  }
}
