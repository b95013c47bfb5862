import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { makeFolder } from '../keeping-files/index.ts';
import { connectReadOnly, isSound, schemaVersion, type DriverOptions } from './connection.ts';
import { publishFile } from './durable-files.ts';
import { backupFolder } from './places.ts';

const NAME = /^caselog-v(\d+)-(\d{4}-\d\d-\d\d)T[\d-]+Z\.sqlite$/;

const COUNTED = [
  'cases',
  'instances',
  'results',
  'judgements',
  'opinions',
  'reports',
  'measurements',
  'documents',
  'labellings',
  'labelling_journal',
];

/**
 * Writes a backup of an open database, reads it back, and gives it its name only when it is whole: the same schema, the
 * same numbers of records, structure and indices sound. Returns its path. Errors: `disk-full` and others of the storage.
 */
export function makeBackup(database: Database.Database, folder: string, options: DriverOptions): string {
  makeFolder(backupFolder(folder));
  for (const name of readdirSync(backupFolder(folder))) {
    // What a kill in the middle of a backup left.
    if (name.endsWith('.part')) rmSync(path.join(backupFolder(folder), name), { force: true });
  }
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const final = path.join(backupFolder(folder), `caselog-v${schemaVersion(database) ?? 0}-${stamp}.sqlite`);
  const temporary = `${final}.part`;
  try {
    database.prepare('VACUUM INTO ?').run(temporary);
    verify(temporary, database, options);
    publishFile(temporary, final);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  return final;
}

/** The day (`YYYY-MM-DD`, UTC) of the newest backup that is still sound; empty where there is none. */
export function newestBackupDay(folder: string, options: DriverOptions): string {
  for (const name of backupNames(folder)) {
    try {
      const copy = connectReadOnly(path.join(backupFolder(folder), name), options);
      try {
        if (schemaVersion(copy) !== null && isSound(copy)) return NAME.exec(name)![2]!;
      } finally {
        copy.close();
      }
    } catch {
      // not readable: the next older one may be
    }
  }
  return '';
}

/** File names of finished backups, newest first. */
export function backupNames(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(backupFolder(folder));
  } catch {
    return [];
  }
  const time = (name: string) => name.replace(/^caselog-v\d+-/, '');
  return names.filter((name) => NAME.test(name)).sort((a, b) => (time(a) < time(b) ? 1 : -1));
}

function verify(file: string, original: Database.Database, options: DriverOptions): void {
  const copy = connectReadOnly(file, options);
  try {
    const isWhole = copy.pragma('integrity_check', { simple: true }) === 'ok';
    const isSame = schemaVersion(copy) === schemaVersion(original) && counts(copy) === counts(original);
    if (!isWhole || !isSame) throw new Error('the backup differs from the log');
  } finally {
    copy.close();
  }
}

function counts(database: Database.Database): string {
  const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  const tables = COUNTED.filter((table) => exists.get(table) !== undefined);
  return tables.map((table) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).join(' ');
}
