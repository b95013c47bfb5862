import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { makeBackup } from './backups.ts';
import { film, importOf, result } from './examples.ts';
import { CaseLog } from './index.ts';
import { Session } from './session.ts';
import { trial, type Trial } from './trials/session.ts';

const PAGE = 4096;
const everything = { words: '', offset: 0, limit: 9, readFirst: false };

let at: Trial;
beforeEach(() => {
  at = trial();
  for (let n = 1; n <= 30; n++) {
    const { caseId, instanceId } = at.session.answer('instance.import', importOf(film(n)));
    at.session.answer('result.add', { caseId, result: result(instanceId) });
  }
});
afterEach(() => at.end());

/** Puts noise over the root page of a table; the file must be closed. */
function spoil(file: string, table: string): void {
  const database = new Database(file, { readonly: true });
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
  database.close();
  const bytes = readFileSync(file);
  for (let i = 0; i < PAGE; i++) bytes[(root - 1) * PAGE + i] = (i * 151 + 7) % 256;
  writeFileSync(file, bytes);
}

const damaged = (backup = '') => ({ state: 'read-only', reason: { code: 'log-damaged', details: { backup } } });

test('finds damage after an unclean exit before it writes: lists what can be read, keeps every byte', () => {
  at.session.close();
  spoil(at.file, 'judgements');
  const before = readFileSync(at.file);
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  expect(at.session.open(at.folder).storage).toEqual(damaged());
  expect(at.session.answer('worklist.page', everything).total).toBe(30);
  expect(() => at.session.answer('settings.change', { readFirst: true })).toThrow('log-damaged');
  at.session.close();
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

const checking = { state: 'read-only', reason: { code: 'log-checking', details: {} } };
const ready = { state: 'ready', reason: null };
const unclean = [{ code: 'log-unclean', details: {} }];

test('lists a large log at once after an unclean exit, and writes when it was found sound', async () => {
  at.session.close();
  const mark = path.join(at.folder, 'caselog.running-999999999');
  writeFileSync(mark, '');
  const told = vi.fn();
  const workerFile = new URL('./worker.ts', import.meta.url);
  const log = new CaseLog({ workerFile, checkFirstBelow: 1, onStorage: told });
  expect(await log.open(at.folder)).toEqual({ storage: checking, notices: unclean });
  expect((await log.call('worklist.page', everything)).total).toBe(30);
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith(ready), { timeout: 10_000 });
  expect(told).toHaveBeenCalledTimes(1);
  await log.call('settings.change', { readFirst: true });
  expect(existsSync(mark)).toBe(false);
  await log.close();
});

test('writes nothing while a large log is being checked, and nothing more when it is damaged', () => {
  at.session.close();
  spoil(at.file, 'judgements');
  const before = readFileSync(at.file);
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  const told: unknown[] = [];
  const session = new Session({ busyTimeoutMs: 100, checkFirstBelow: 1 }, (storage) => told.push(storage));
  expect(session.open(at.folder).storage).toEqual(checking);
  expect(() => session.answer('settings.change', { readFirst: true })).toThrow('log-checking');
  session.endCheck('damaged');
  expect(told).toEqual([damaged()]);
  expect(session.answer('worklist.page', everything).total).toBe(30);
  expect(() => session.answer('settings.change', { readFirst: true })).toThrow('log-damaged');
  session.close();
  expect(readFileSync(at.file).equals(before)).toBe(true);
});

test('checks again itself where the check could not be done', () => {
  at.session.close();
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  const open = () => {
    const told: unknown[] = [];
    const session = new Session({ busyTimeoutMs: 100, checkFirstBelow: 1 }, (storage) => told.push(storage));
    session.open(at.folder);
    session.endCheck('unknown');
    session.close();
    return told;
  };
  expect(open()).toEqual([ready]);
  spoil(at.file, 'judgements');
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  expect(open()).toEqual([damaged()]);
});

test('is still unclean when the program ends while the log is being checked', () => {
  at.session.close();
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  const session = new Session({ busyTimeoutMs: 100, checkFirstBelow: 1 }, () => undefined);
  session.open(at.folder);
  session.close();
  session.endCheck('sound');
  expect(session.open(at.folder).notices).toEqual(unclean);
  session.close();
});

test('falls back to reading when a call meets damage, and says so', () => {
  at.session.close();
  spoil(at.file, 'results');
  const before = readFileSync(at.file);
  expect(at.session.open(at.folder).storage.state).toBe('ready');
  at.session.answer('settings.change', { language: 'zh' });
  expect(() => at.session.answer('case.get', { caseId: 3 as CaseId })).toThrow('log-damaged');
  expect(at.told).toEqual([damaged()]);
  expect(at.session.answer('worklist.page', everything).total).toBe(30);
  expect(at.session.answer('settings.get', {})).toEqual({ language: 'zh' });
  expect(() => at.session.answer('settings.change', { readFirst: true })).toThrow('log-damaged');
  at.session.close();
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(readFileSync(`${at.file}-wal`).length).toBeGreaterThan(0);
});

test('finds damage that no call has met by the check in the background', async () => {
  at.session.close();
  spoil(at.file, 'judgements');
  const told = vi.fn();
  const workerFile = new URL('./worker.ts', import.meta.url);
  const log = new CaseLog({ workerFile, checkAfterMs: 1, onStorage: told });
  expect((await log.open(at.folder)).storage.state).toBe('ready');
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith(damaged()), { timeout: 10_000 });
  await expect(log.call('settings.change', { readFirst: true })).rejects.toMatchObject({ code: 'log-damaged' });
  await log.close();
});

test('names the newest backup that is still whole', () => {
  const database = new Database(at.file);
  const backup = makeBackup(database, at.folder, { busyTimeoutMs: 100 });
  database.close();
  const day = new Date().toISOString().slice(0, 10);
  const later = path.join(path.dirname(backup), 'caselog-v1-2999-01-01T00-00-00-000Z.sqlite');
  copyFileSync(backup, later);
  spoil(later, 'judgements');
  at.session.close();
  spoil(at.file, 'results');
  writeFileSync(path.join(at.folder, 'caselog.running-999999999'), '');
  expect(at.session.open(at.folder).storage).toEqual(damaged(day));
});

test('finds one flipped byte inside a text, which SQLite’s own check does not see', () => {
  const { instanceId } = at.session.answer('instance.import', importOf(film(31)));
  const probabilities = { nodule: 0.918273 };
  at.session.answer('result.add', { caseId: 31 as CaseId, result: result(instanceId, { probabilities }) });
  at.session.close();
  const bytes = readFileSync(at.file);
  const marker = '"nodule":0.918273';
  // Wherever the number stands: pages that are free again may hold it too.
  for (let place = bytes.indexOf(marker); place >= 0; place = bytes.indexOf(marker)) bytes.write('8', place + 11);
  writeFileSync(at.file, bytes);
  const database = new Database(at.file, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();

  expect(at.session.open(at.folder).storage.state).toBe('ready');
  expect(() => at.session.answer('case.get', { caseId: 31 as CaseId })).toThrow('record-altered');
  expect(at.session.answer('case.get', { caseId: 30 as CaseId }).results).toHaveLength(1);
});
