import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { film, importOf } from './examples.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => void (at = trial()));
afterEach(() => at.end());

const place = (file: string, n = 1, modifiedMs = 7.5) => ({ ...importOf(film(n)), path: file, modifiedMs });
const take = (...given: Parameters<typeof place>) => at.session.answer('instance.import', place(...given));
const seen = (...roots: string[]) =>
  at.session
    .answer('files.seen', { roots })
    .files.map((file) => file.path)
    .sort();

test('remembers where a file was met and how it looked', () => {
  const { caseId, instanceId } = take('/stick/a/film.dcm');
  expect(at.session.answer('files.seen', { roots: ['/stick'] }).files).toEqual([
    { path: '/stick/a/film.dcm', size: film(1).fileBytes, modifiedMs: 7.5, caseId, instanceId },
  ]);
});

test('remembers every place of one instance, and of one place only how it looked last', () => {
  const { instanceId } = take('/stick/a.dcm');
  take('/stick/copy of a.dcm');
  take('/stick/a.dcm', 1, 9);
  const { files } = at.session.answer('files.seen', { roots: ['/stick'] });
  expect(files.map((file) => [file.path, file.modifiedMs, file.instanceId])).toEqual([
    ['/stick/a.dcm', 9, instanceId],
    ['/stick/copy of a.dcm', 7.5, instanceId],
  ]);
});

test('finds what lies at, below or inside a root, and nothing beside it', () => {
  const files = [
    '/stick/a',
    '/stick/a/x',
    '/stick/a/b/y',
    '/stick/a.zip//DICOM/IM1',
    '/stick/ab',
    '/stick/a-b/z',
    '/A/x',
  ];
  files.forEach((file, n) => take(file, n + 1));
  expect(seen('/stick/a')).toEqual(['/stick/a', '/stick/a/b/y', '/stick/a/x']);
  expect(seen('/stick/a.zip')).toEqual(['/stick/a.zip//DICOM/IM1']);
  expect(seen('/')).toEqual([...files].sort());
  expect(seen('/stick/ab', '/A', '/A')).toEqual(['/A/x', '/stick/ab']);
  expect(seen('/nowhere')).toEqual([]);
  expect(path.sep).toBe('/');
});

test('forgets a place and keeps the instance', () => {
  const { instanceId } = take('/stick/a.dcm');
  at.session.answer('files.forget', { paths: ['/stick/a.dcm', '/stick/other.dcm'] });
  expect(seen('/stick')).toEqual([]);
  expect(at.session.answer('instance.get', { instanceId }).path).toBe('/stick/a.dcm');
});

test('remembers nothing of what was refused', () => {
  take('/stick/a.dcm');
  const twin = { ...place('/stick/b.dcm'), description: { ...film(1), fileSha256: film(2).fileSha256 } };
  expect(() => at.session.answer('instance.import', twin)).toThrow('dicom-uid-conflict');
  expect(seen('/stick')).toEqual(['/stick/a.dcm']);
});

test('knows the files of a log that was written before it remembered', () => {
  at.end();
  at = trial({ migrations: MIGRATIONS.filter(({ version }) => version < 4) });
  const { record } = sealedInstance();
  at.sql(`INSERT INTO studies (id, key) VALUES (1, 'k')`);
  at.sql(
    `INSERT INTO cases (id, study_id, record, sha256, imported_at, search) VALUES (1, 1, '{}', '${'0'.repeat(64)}', '', '')`,
  );
  at.sql(`INSERT INTO series (id, study_id, case_id, key) VALUES (1, 1, 1, 'k')`);
  for (const id of [1, 2]) {
    at.sql(`INSERT INTO instances (id, series_id, case_id, file_sha256, path, modified_ms, record, sha256)
      VALUES (${id}, 1, 1, '${String(id).repeat(64)}', '/stick/${id}.dcm', 7.5, '${record}', '${'0'.repeat(64)}')`);
  }
  const { folder } = at;
  at.session.close();
  const later = trial();
  later.session.open(folder);
  expect(later.session.answer('files.seen', { roots: ['/stick'] }).files.map((file) => [file.path, file.size])).toEqual(
    [
      ['/stick/1.dcm', film(1).fileBytes],
      ['/stick/2.dcm', film(1).fileBytes],
    ],
  );
  later.end();
});

function sealedInstance() {
  return { record: JSON.stringify({ description: film(1) }) };
}

describe('many instances at once', () => {
  const many = (...instances: ReturnType<typeof place>[]) => at.session.answer('instances.import', { instances }).filed;

  test('are filed as one after the other would be, and answered in their order', () => {
    const filed = many(place('/a', 1), place('/b', 2), place('/c', 1));
    expect(filed).toEqual([
      { caseId: 1, instanceId: 1, isNew: true },
      { caseId: 2, instanceId: 2, isNew: true },
      { caseId: 1, instanceId: 1, isNew: false },
    ]);
    expect(seen('/')).toEqual(['/a', '/b', '/c']);
  });

  test('lose only those that cannot be filed, of which nothing is kept', () => {
    const conflict = { ...place('/b'), description: { ...film(1), fileSha256: film(9).fileSha256 } };
    const other = { instanceUid: '1.2.3.1.1.2', fileSha256: film(8).fileSha256 };
    const stranger = { ...place('/c'), description: { ...film(1, { patientId: 'P2' }), ...other } };
    const nonsense = { ...place('/d', 4), description: { ...film(4), fileBytes: -1 } };
    const filed = many(place('/a', 1), conflict, stranger, nonsense, place('/e', 5));
    expect(filed.map((one) => ('error' in one ? one.error.code : one.instanceId))).toEqual([
      1,
      'dicom-uid-conflict',
      'patient-mismatch',
      'call-malformed',
      2,
    ]);
    expect(seen('/')).toEqual(['/a', '/e']);
    expect(at.sql('SELECT count(*) AS n FROM cases')).toEqual([{ n: 2 }]);
    expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 2 }]);
  });

  test('are kept altogether or not at all where the storage fails', () => {
    const [first] = many(place('/a', 1));
    at.sql("CREATE TRIGGER full BEFORE INSERT ON instances WHEN NEW.id = 3 BEGIN SELECT RAISE(ABORT, 'full'); END");
    expect(() => many(place('/b', 2), place('/c', 3))).toThrow();
    expect(first).toMatchObject({ isNew: true });
    expect(seen('/')).toEqual(['/a']);
  });
});
