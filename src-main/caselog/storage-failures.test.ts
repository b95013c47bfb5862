import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { asStorageFailure, storageCode } from './storage-failures.ts';

test.each([
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['ENOSPC', 'disk-full'],
  ['SQLITE_READONLY', 'log-read-only'],
  ['SQLITE_READONLY_DIRECTORY', 'log-read-only'],
  ['SQLITE_CANTOPEN', 'log-read-only'],
  ['EROFS', 'log-read-only'],
  ['SQLITE_BUSY', 'log-busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'log-busy'],
  ['SQLITE_CORRUPT', 'log-damaged'],
  ['SQLITE_CORRUPT_INDEX', 'log-damaged'],
  ['SQLITE_NOTADB', 'log-damaged'],
  ['SQLITE_READONLY_DBMOVED', 'log-replaced'],
  ['SQLITE_CONSTRAINT_TRIGGER', undefined],
])('%s is told as %s', (code, expected) => {
  expect(storageCode(Object.assign(new Error('x'), { code }))).toBe(expected);
});

test('leaves what is already coded, and what nobody foresaw, as it is', () => {
  const coded = new CodedError('record-missing');
  const other = new TypeError('x');
  expect(asStorageFailure(coded, tmpdir())).toBe(coded);
  expect(asStorageFailure(other, tmpdir())).toBe(other);
});

test('asks the data folder what became of a disk that fails in mid-session', () => {
  const failure = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' });
  expect(asStorageFailure(failure, tmpdir())).toBe(failure);
  expect(asStorageFailure(failure, '/no/longer/there')).toMatchObject({ code: 'log-read-only' });
});
