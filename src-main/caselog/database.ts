import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { CodedError, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import { makeFolder } from '../keeping-files/index.ts';
import { backupNames, makeBackup, newestBackupDay } from './backups.ts';
import {
  connect,
  connectReadOnly,
  hasWriteAheadLog,
  isSound,
  sizeOf,
  writeAhead,
  schemaVersion,
  type DriverOptions,
} from './connection.ts';
import { publishFile } from './durable-files.ts';
import { Log } from './log.ts';
import { migrate, newestVersion } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { isOnNetwork } from './network-file-system.ts';
import { databaseFile } from './places.ts';
import { forgetMarks, marksLeftBehind, placeMark } from './running-mark.ts';
import { readSettings } from './settings.ts';
import { storageCode } from './storage-failures.ts';

/** A log as far as it could be opened; `log` is null where not even reading is possible. */
export interface OpenedLog {
  readonly log: Log | null;
  readonly storage: StorageState;
  readonly notices: Coded[];
}

export interface OpenOptions extends DriverOptions {
  readonly migrations?: readonly Migration[];
  /** After an unclean exit a log of fewer bytes is checked before it is opened, a matter of milliseconds; 16 MiB. */
  readonly checkFirstBelow?: number | undefined;
}

/**
 * How a log is checked after an unclean exit. `as-fits`: a large one is opened for reading with the reason
 * `log-checking`, and the caller has it checked and opens it again; `first`: before it is opened, whatever its size;
 * `done`: it was found sound just now.
 */
export type UncleanCheck = 'as-fits' | 'first' | 'done';

const CHECK_FIRST_BELOW = 16 * 1024 * 1024;

/**
 * Opens the log of a data folder, makes it where there is none, and migrates it. Whatever is wrong with the storage
 * comes back as its state, never as an error: cases stay listed as long as they can be read, a damaged log is opened
 * read-only with every byte kept, and an empty log never takes the place of one that was there.
 */
export function openLog(folder: string, options: OpenOptions, check: UncleanCheck = 'as-fits'): OpenedLog {
  try {
    makeDataFolder(folder);
    if (isOnNetwork(folder)) return unavailable('storage-network');
    if (!existsSync(databaseFile(folder))) {
      if (hasWriteAheadLog(databaseFile(folder)) || backupNames(folder).length > 0) {
        return unavailable('log-damaged', { backup: newestBackupDay(folder, options) });
      }
      createLog(folder, options);
    }
    accessSync(folder, constants.W_OK);
    accessSync(databaseFile(folder), constants.W_OK);
    return openWritable(folder, options, check);
  } catch (thrown) {
    const code = thrown instanceof CodedError ? thrown.code : storageCode(thrown);
    if (code === undefined) throw thrown;
    return openForReading(folder, code, options);
  }
}

/** Opens what can still be read of a log, for the reason `code`; nothing in the folder changes. */
export function openForReading(folder: string, code: Code, options: OpenOptions): OpenedLog {
  const details: Coded['details'] = code === 'log-damaged' ? { backup: newestBackupDay(folder, options) } : {};
  const newest = newestVersion(options.migrations ?? MIGRATIONS);
  let database: Database.Database | undefined;
  try {
    database = connectReadOnly(databaseFile(folder), options);
    const version = schemaVersion(database);
    if (version === newest) {
      return { log: new Log(database), storage: { state: 'read-only', reason: { code, details } }, notices: [] };
    }
    database.close();
    return version !== null && version > newest ? unavailable('log-newer') : unavailable(code, details);
  } catch (thrown) {
    database?.close();
    if (code !== 'log-damaged' && storageCode(thrown) === 'log-damaged') {
      return unavailable('log-damaged', { backup: newestBackupDay(folder, options) });
    }
    return unavailable(code, details);
  }
}

function openWritable(folder: string, options: OpenOptions, check: UncleanCheck): OpenedLog {
  const file = databaseFile(folder);
  const migrations = options.migrations ?? MIGRATIONS;
  const left = marksLeftBehind(folder);
  // A connection that can write would copy the write-ahead log into a damaged file: the check comes first.
  if (left.length > 0 && check !== 'done') {
    const isLarge = sizeOf(file) >= (options.checkFirstBelow ?? CHECK_FIRST_BELOW);
    const reading = check === 'as-fits' && isLarge ? openForReading(folder, 'log-checking', options) : null;
    if (reading?.log) return { ...reading, notices: noticesOf(reading.log, true) };
    checkSound(file, options);
  }
  const database = connect(file, options);
  try {
    const version = schemaVersion(database);
    if (version === null) throw new CodedError('log-damaged');
    if (version > newestVersion(migrations)) throw new CodedError('log-newer');
    writeAhead(database);
    migrate(database, migrations, () => makeBackup(database, folder, options));
    const log = new Log(database, left.length > 0);
    forgetMarks(folder, left);
    placeMark(folder);
    return { log, storage: { state: 'ready', reason: null }, notices: noticesOf(log, left.length > 0) };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function noticesOf(log: Log, wasUnclean: boolean): Coded[] {
  const notices: Coded[] = wasUnclean ? [{ code: 'log-unclean', details: {} }] : [];
  if (!readSettings(log).isComplete) notices.push({ code: 'settings-reset', details: {} });
  return notices;
}

function checkSound(file: string, options: OpenOptions): void {
  const database = connectReadOnly(file, options);
  try {
    if (!isSound(database)) throw new CodedError('log-damaged');
  } finally {
    database.close();
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (thrown) {
    // a disk that is gone is as good as a read-only one
    throw new CodedError(storageCode(thrown) ?? 'log-read-only', {}, { cause: thrown });
  }
}

/** Makes an empty log under a passing name first: a file under the final name that holds no log was damaged. */
function createLog(folder: string, options: OpenOptions): void {
  const final = databaseFile(folder);
  const temporary = `${final}.new-${process.pid}`;
  for (const rest of ['', '-wal', '-shm']) rmSync(`${temporary}${rest}`, { force: true });
  try {
    const database = connect(temporary, options, true);
    try {
      writeAhead(database);
      migrate(database, options.migrations ?? MIGRATIONS, () => undefined);
    } finally {
      database.close();
    }
    if (existsSync(final)) rmSync(temporary);
    else publishFile(temporary, final);
  } catch (thrown) {
    for (const rest of ['', '-wal', '-shm']) rmSync(`${temporary}${rest}`, { force: true });
    throw thrown;
  }
}

function unavailable(code: Code, details: Coded['details'] = {}): OpenedLog {
  return { log: null, storage: { state: 'unavailable', reason: { code, details } }, notices: [] };
}
