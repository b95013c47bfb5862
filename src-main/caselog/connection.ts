import { readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { storageCode } from './storage-failures.ts';

/** Marks a database file as a case log (`PRAGMA application_id`): "SKIA". */
export const APPLICATION_ID = 0x534b4941;

export interface DriverOptions {
  /** The driver's native file where the one beside it doesn't fit the runtime. */
  readonly nativeBinding?: string | undefined;
  /** How long a write waits for another process, in milliseconds. */
  readonly busyTimeoutMs: number;
}

/** Opens an existing database for reading and writing, with every safety that SQLite has switched on. */
export function connect(file: string, options: DriverOptions, mayCreate = false): Database.Database {
  const database = new Database(file, { ...driver(options), fileMustExist: !mayCreate });
  secure(database);
  return database;
}

/** Writes ahead of the database from now on, into a log that doesn't grow for ever. */
export function writeAhead(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
}

/**
 * Opens an existing database without changing it; commits that wait in its write-ahead log are read as well. In a folder
 * that can't be written or is full SQLite refuses a log that was closed in order, since it wants its shared memory beside it: such
 * a file is complete in itself and is read from a copy in memory.
 */
export function connectReadOnly(file: string, options: DriverOptions): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { ...driver(options), readonly: true, fileMustExist: true });
    secure(database);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (thrown) {
    database?.close();
    const noRoomBeside = ['log-read-only', 'disk-full'].includes(storageCode(thrown) ?? '');
    if (!noRoomBeside || hasWriteAheadLog(file)) throw thrown;
    return connectCopy(file, options);
  }
}

function connectCopy(file: string, options: DriverOptions): Database.Database {
  const bytes = readFileSync(file);
  // Read and write version of the header: 2 asks for a write-ahead log, which a database in memory can't have.
  if (bytes[18] === 2 && bytes[19] === 2) bytes.fill(1, 18, 20);
  const database = new Database(bytes, { ...driver(options), readonly: true });
  secure(database);
  return database;
}

/** Whether commits wait beside the database that are not in it yet. */
export function hasWriteAheadLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Bytes of a log, those that wait in its write-ahead log included. */
export function sizeOf(file: string): number {
  return statSync(file).size + (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0);
}

/** The schema version of a case log; null for a database that is none. */
export function schemaVersion(database: Database.Database): number | null {
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) return null;
  return Number(database.pragma('user_version', { simple: true }));
}

/** Whether the structure of the whole file is sound. Reads all of it: seconds for a large log. */
export function isSound(database: Database.Database): boolean {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (thrown) {
    if (String((thrown as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw thrown;
    return false;
  }
}

function driver({ nativeBinding, busyTimeoutMs }: DriverOptions): Database.Options {
  return { timeout: busyTimeoutMs, ...(nativeBinding === undefined ? {} : { nativeBinding }) };
}

function secure(database: Database.Database): void {
  // NORMAL, the driver's default with a write-ahead log, may lose acknowledged commits in a power cut.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('recursive_triggers = ON');
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('mmap_size = 0');
}
