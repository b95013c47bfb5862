import { readdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupNames } from './backups.ts';
import { film, importOf } from './examples.ts';
import { newestVersion } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { Session } from './session.ts';
import { trial, type Trial } from './trials/session.ts';

const next = newestVersion(MIGRATIONS) + 1;
const LATER: Migration[] = [
  ...MIGRATIONS,
  { version: next, sql: 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT' },
  { version: next + 1, sql: 'INSERT INTO later VALUES (1)' },
];
const BROKEN: Migration[] = [
  ...MIGRATIONS,
  { version: next, sql: 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)' },
];

let at: Trial;
beforeEach(() => {
  at = trial();
  at.session.answer('instance.import', importOf(film(1)));
  at.session.close();
});
afterEach(() => at.end());

const openWith = (migrations: Migration[]) => {
  const session = new Session({ busyTimeoutMs: 100, migrations }, () => undefined);
  const opened = session.open(at.folder);
  session.close();
  return opened;
};
/** Oldest first. */
const backups = () => backupNames(at.folder).reverse();

test('numbers migrations one after the other', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('takes an empty folder to the newest schema without a backup', () => {
  expect(at.opened.storage.state).toBe('ready');
  expect(at.sql('PRAGMA user_version')).toEqual([{ user_version: newestVersion(MIGRATIONS) }]);
  expect(readdirSync(at.folder)).not.toContain('backups');
});

test('takes an older log forward with everything in it, and backs it up before each step', () => {
  expect(openWith(LATER).storage.state).toBe('ready');
  expect(at.sql('SELECT id FROM later')).toEqual([{ id: 1 }]);
  expect(at.sql('SELECT count(*) AS n FROM cases')).toEqual([{ n: 1 }]);
  const versions = backups().map((name) => {
    const copy = new Database(path.join(at.folder, 'backups', name), { readonly: true });
    const found = [
      copy.pragma('user_version', { simple: true }),
      copy.prepare('SELECT count(*) FROM cases').pluck().get(),
    ];
    copy.close();
    return found;
  });
  expect(versions).toEqual([
    [next - 1, 1],
    [next, 1],
  ]);
  expect(openWith(LATER).storage.state).toBe('ready');
  expect(backups()).toHaveLength(2);
});

test('leaves the older log whole when a migration fails', () => {
  expect(() => openWith(BROKEN)).toThrow('nowhere');
  expect(at.sql('PRAGMA user_version')).toEqual([{ user_version: next - 1 }]);
  expect(at.sql("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'later'")).toEqual([{ n: 0 }]);
  expect(at.session.open(at.folder).storage.state).toBe('ready');
});

test('refuses to go back', () => {
  openWith(LATER);
  expect(openWith([...MIGRATIONS]).storage.reason).toEqual({ code: 'log-newer', details: {} });
});
