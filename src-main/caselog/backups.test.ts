import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupNames, makeBackup, newestBackupDay } from './backups.ts';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

const options = { busyTimeoutMs: 100 };
let at: Trial;
let database: Database.Database;
beforeEach(() => {
  at = trial();
  at.session.answer('instance.import', importOf(film(1)));
  database = new Database(at.file);
});
afterEach(() => {
  database.close();
  at.end();
});

test('makes a backup that is a whole log of its own, commits in the write-ahead log included', () => {
  const file = makeBackup(database, at.folder, options);
  const copy = new Database(file, { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(copy.prepare('SELECT count(*) FROM cases').pluck().get()).toBe(1);
  copy.close();
  expect(newestBackupDay(at.folder, options)).toBe(new Date().toISOString().slice(0, 10));
});

test('clears away what a kill in the middle of a backup left', () => {
  const whole = makeBackup(database, at.folder, options);
  writeFileSync(`${whole}.part`, 'half');
  makeBackup(database, at.folder, options);
  expect(readdirSync(path.dirname(whole)).filter((name) => name.includes('.part'))).toEqual([]);
});

test('lists finished backups, newest first, whatever their schema', () => {
  const folder = path.dirname(makeBackup(database, at.folder, options));
  for (const name of [
    'caselog-v9-2020-01-01T00-00-00-000Z.sqlite',
    'notes.txt',
    'caselog-v2-2030-01-01T00-00-00-000Z.sqlite',
  ]) {
    writeFileSync(path.join(folder, name), '');
  }
  const names = backupNames(at.folder);
  expect(names.map((name) => name.slice(11, 15))).toEqual(['2030', String(new Date().getUTCFullYear()), '2020']);
});

test('knows no backup where there is none', () => {
  expect(newestBackupDay(at.folder, options)).toBe('');
});
