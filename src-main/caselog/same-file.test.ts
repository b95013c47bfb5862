import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => {
  at = trial();
  at.session.answer('instance.import', importOf(film(1)));
});
afterEach(() => at.end());

const replaced = { state: 'unavailable', reason: { code: 'log-replaced', details: {} } };

test.each([
  ['deleted', (file: string) => rmSync(file)],
  ['renamed', (file: string) => renameSync(file, `${file}.old`)],
  ['without its write-ahead log', (file: string) => rmSync(`${file}-wal`)],
  [
    'replaced',
    (file: string) => {
      copyFileSync(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  ],
])('writes nothing more into a log that was %s while it was open', (_, swap) => {
  swap(at.file);
  expect(() => at.session.answer('instance.import', importOf(film(2)))).toThrow('log-replaced');
  expect(() => at.session.answer('settings.get', {})).toThrow('log-replaced');
  expect(at.told).toEqual([replaced]);
});

test('leaves the file that took the place as it is', () => {
  copyFileSync(at.file, `${at.file}.copy`);
  renameSync(`${at.file}.copy`, at.file);
  const before = readFileSync(at.file);
  expect(() => at.session.answer('settings.change', { readFirst: true })).toThrow('log-replaced');
  at.session.close();
  expect(readFileSync(at.file).equals(before)).toBe(true);
});
