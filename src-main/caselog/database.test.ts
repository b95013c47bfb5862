import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, connectReadOnly } from './connection.ts';
import { film, importOf, temporaryFolder } from './examples.ts';
import { databaseFile } from './places.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => {
  at = trial();
  at.session.answer('instance.import', importOf(film(1)));
});
afterEach(() => at.end());

const damaged = (backup = '') => ({ code: 'log-damaged', details: { backup } });
const everything = { words: '', offset: 0, limit: 9, readFirst: false };

test('switches every safety on, for writers and readers', () => {
  for (const database of [connect(at.file, { busyTimeoutMs: 1 }), connectReadOnly(at.file, { busyTimeoutMs: 1 })]) {
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('trusted_schema')).toBe(0);
    expect(pragma('cell_size_check')).toBe(1);
    expect(pragma('mmap_size')).toBe(0);
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    database.close();
  }
});

test('keeps every table strict', () => {
  const tables = at.sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'");
  expect(tables.length).toBeGreaterThanOrEqual(12);
  for (const table of tables) expect(table).toMatchObject({ strict: 1 });
});

test('opens again without a word after it was closed in order, and leaves no mark behind', () => {
  at.session.close();
  expect(readdirSync(at.folder)).toEqual(['caselog.sqlite']);
  expect(at.session.open(at.folder)).toEqual({ storage: { state: 'ready', reason: null }, notices: [] });
});

test('says once that the program ended without closing the log', () => {
  at.session.close();
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  expect(at.session.open(at.folder).notices).toEqual([{ code: 'log-unclean', details: {} }]);
  expect(at.session.open(at.folder).notices).toEqual([]);
});

test('takes another living process that has the log open for no unclean exit', () => {
  at.session.close();
  const mark = path.join(at.folder, `caselog.running-${process.ppid}`);
  writeFileSync(mark, '');
  expect(at.session.open(at.folder).notices).toEqual([]);
  expect(existsSync(mark)).toBe(true);
});

test('takes a mark of another start of the machine for an unclean exit, whoever has its number now', () => {
  at.session.close();
  const mark = path.join(at.folder, `caselog.running-${process.ppid}`);
  writeFileSync(mark, '00000000-0000-0000-0000-000000000000\n');
  const knowsBoots = existsSync('/proc/sys/kernel/random/boot_id');
  const unclean = [{ code: 'log-unclean', details: {} }];
  expect(at.session.open(at.folder).notices).toEqual(knowsBoots ? unclean : []);
  expect(existsSync(mark)).toBe(!knowsBoots);
});

test('marks a log that is open with the start of the machine', () => {
  const boot = '/proc/sys/kernel/random/boot_id';
  const mark = readFileSync(path.join(at.folder, `caselog.running-${process.pid}`), 'utf8');
  expect(mark).toBe(existsSync(boot) ? readFileSync(boot, 'utf8').trim() : '');
});

test('refuses the log of a newer version and changes nothing in it', () => {
  at.sql('PRAGMA user_version = 999');
  at.session.close();
  const before = readFileSync(at.file);
  const newer = { state: 'unavailable', reason: { code: 'log-newer', details: {} } };
  expect(at.session.open(at.folder)).toEqual({ storage: newer, notices: [] });
  expect(() => at.session.answer('worklist.page', everything)).toThrow('log-newer');
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

test.each([
  ['is empty', (file: string) => writeFileSync(file, '')],
  ['is no database', (file: string) => writeFileSync(file, 'x'.repeat(50_000))],
  ['is somebody else’s database', (file: string) => replaceByForeign(file)],
  ['was cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 5000))],
])('never starts empty over a file that %s, and keeps its bytes', (_, spoil) => {
  at.session.close();
  spoil(at.file);
  const before = readFileSync(at.file);
  const { storage } = at.session.open(at.folder);
  expect(storage.state).not.toBe('ready');
  expect(storage.reason).toEqual(damaged());
  expect(() => at.session.answer('instance.import', importOf(film(2)))).toThrow('log-damaged');
  at.session.close();
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

test('never starts empty where a backup or unfinished commits say that there was a log', () => {
  at.session.close();
  rmSync(at.file);
  writeFileSync(`${at.file}-wal`, 'commits');
  expect(at.session.open(at.folder).storage).toEqual({ state: 'unavailable', reason: damaged() });
  rmSync(`${at.file}-wal`);
  mkdirSync(path.join(at.folder, 'backups'));
  writeFileSync(path.join(at.folder, 'backups', 'caselog-v1-2024-03-01T10-00-00-000Z.sqlite'), 'no good');
  expect(at.session.open(at.folder).storage).toEqual({ state: 'unavailable', reason: damaged() });
  expect(existsSync(at.file)).toBe(false);
});

test('tells of settings that can’t be read any more and goes on with the others', () => {
  at.session.answer('settings.change', { language: 'zh', readFirst: true });
  at.sql(`UPDATE settings SET value = '"klingon"' WHERE key = 'language'`);
  expect(at.session.open(at.folder).notices).toEqual([{ code: 'settings-reset', details: {} }]);
  expect(at.session.answer('settings.get', {})).toEqual({ readFirst: true });
});

test('makes the folder where it is missing', () => {
  const { folder, remove } = temporaryFolder();
  const deep = path.join(folder, 'a', 'b');
  expect(at.session.open(deep).storage.state).toBe('ready');
  expect(existsSync(databaseFile(deep))).toBe(true);
  at.session.close();
  remove();
});

function replaceByForeign(file: string): void {
  rmSync(file);
  const foreign = new Database(file);
  foreign.exec('CREATE TABLE cases (id INTEGER PRIMARY KEY)');
  foreign.close();
}
