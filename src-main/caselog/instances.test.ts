import { afterEach, beforeEach, expect, test } from 'vitest';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import { film, importOf, picture } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => void (at = trial()));
afterEach(() => at.end());

const take = (...input: Parameters<typeof importOf>) => at.session.answer('instance.import', importOf(...input));
const total = () => at.session.answer('worklist.page', { words: '', offset: 0, limit: 200, readFirst: false }).total;
const second = (n: number, identity = {}) => ({
  ...film(n, identity),
  ...{ instanceUid: `1.2.3.${n}.1.2`, fileSha256: film(1000 + n).fileSha256 },
});

function failureOf(act: () => unknown): Coded | null {
  try {
    act();
  } catch (error) {
    return toCoded(error);
  }
  return null;
}

test('makes one case of the instances of one study', () => {
  const first = take(film(1));
  const other = take(second(1));
  expect(other.caseId).toBe(first.caseId);
  const { series } = at.session.answer('case.get', { caseId: first.caseId });
  expect(series).toHaveLength(1);
  expect(series[0]!.instances.map(({ id }) => id)).toEqual([first.instanceId, other.instanceId]);
});

test('lists the series of a case by their numbers, whatever the files are called', () => {
  const numbered = (n: number, seriesNumber: number | null) => ({
    ...film(1),
    ...{
      instanceUid: `1.2.3.1.${n}.1`,
      seriesUid: `1.2.3.1.${n}`,
      seriesNumber,
      fileSha256: film(2000 + n).fileSha256,
    },
  });
  const { caseId } = take(numbered(1, null));
  for (const number of [10, 2, 101]) take(numbered(number + 1, number));
  const { series } = at.session.answer('case.get', { caseId });
  expect(series.map(({ number }) => number)).toEqual([2, 10, 101, null]);
});

test('makes two cases of two studies of one patient', () => {
  const one = take(film(1, { patientId: 'P', patientName: 'Doe' }));
  const two = take(film(2, { patientId: 'P', patientName: 'DOE' }));
  expect(two.caseId).not.toBe(one.caseId);
});

test('puts instances without UIDs together by their folder and what they say of patient and series', () => {
  const bare = (n: number, patientId = 'P') => ({
    ...second(n, { patientId, patientName: 'Doe^Jane', studyUid: null }),
    ...{ seriesUid: null, instanceUid: null },
  });
  const one = take(bare(1), '/stick/a/1.dcm');
  expect(take(bare(2), '/stick/a/2.dcm').caseId).toBe(one.caseId);
  const { series } = at.session.answer('case.get', { caseId: one.caseId });
  expect(series.map(({ instances }) => instances.length)).toEqual([2]);
  expect(take(bare(3), '/stick/b/1.dcm').caseId).not.toBe(one.caseId);
  expect(take(bare(4, 'Q'), '/stick/a/3.dcm').caseId).not.toBe(one.caseId);
});

test('takes the same file again only as a new place', () => {
  const first = take(film(1), 'a.dcm');
  const again = at.session.answer('instance.import', { ...importOf(film(1), 'b.dcm'), modifiedMs: 5 });
  expect(again).toEqual({ ...first, isNew: false });
  const { instanceId } = first;
  expect(at.session.answer('instance.get', { instanceId })).toMatchObject({ path: '/pictures/b.dcm', modifiedMs: 5 });
  expect(total()).toBe(1);
});

test('makes every picture that names nobody a case of its own', () => {
  expect(take(picture(1)).caseId).not.toBe(take(picture(2)).caseId);
  expect(take(picture(1)).isNew).toBe(false);
});

test.each([
  ['another id', { patientId: 'P2' }],
  ['another issuer', { issuer: 'Ward 3' }],
  ['another birth date', { birthDate: '1971-05-01' }],
  ['nobody', { patientId: null, patientName: null }],
])('never merges two patients under one study UID: %s', (_, identity) => {
  take(film(1), 'doe.dcm');
  expect(failureOf(() => take(second(1, identity), 'roe.dcm'))).toEqual({
    code: 'patient-mismatch',
    details: { patients: 2, files: 'doe.dcm, roe.dcm' },
  });
  expect(at.sql('SELECT count(*) AS n FROM instances')).toEqual([{ n: 1 }]);
  expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 1 }]);
});

const warningsOf = (caseId: ReturnType<typeof take>['caseId']) => at.session.answer('case.get', { caseId }).warnings;
const twoNames = (files: string) => [{ code: 'identity-name-differs', details: { names: 2, files } }];

test('keeps one id under two names apart, in two studies and in one, and says so in both cases', () => {
  const doe = take(film(1, { patientId: 'P', patientName: 'Doe^Jane' }), 'doe.dcm');
  expect(warningsOf(doe.caseId)).toEqual([]);
  const roe = take(film(2, { patientId: 'P', patientName: 'Roe^Richard' }), 'roe.dcm');
  const within = take(second(1, { patientId: 'P', patientName: 'Roe^Richard' }));
  expect(new Set([doe, roe, within].map(({ caseId }) => caseId)).size).toBe(3);
  for (const { caseId } of [doe, roe, within]) expect(warningsOf(caseId)).toEqual(twoNames('doe.dcm, roe.dcm'));
  const again = {
    ...second(1, { patientId: 'P', patientName: 'ROE, Richard' }),
    instanceUid: '1.9',
    fileSha256: film(77).fileSha256,
  };
  expect(take(again).caseId).toBe(within.caseId);
  expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 2 }]);
});

test('never lets a third patient into a study of two names', () => {
  take(film(1, { patientId: 'P', patientName: 'Doe^Jane' }));
  take(second(1, { patientId: 'P', patientName: 'Roe^Richard' }));
  const third = { ...second(1, { patientId: 'Q' }), instanceUid: '1.9', fileSha256: film(77).fileSha256 };
  expect(() => take(third)).toThrow('patient-mismatch');
});

test('does not mistake one id for another that begins like it', () => {
  take(film(1, { patientId: 'P', patientName: 'Doe^Jane', birthDate: null }));
  const other = take(film(2, { patientId: 'P"', patientName: 'Roe^Richard', birthDate: null }));
  const later = take(film(3, { patientId: 'P', patientName: 'Poe^Ann', birthDate: '1970-01-01' }));
  expect([warningsOf(other.caseId), warningsOf(later.caseId)]).toEqual([[], []]);
});

test('takes a file that leaves the name of a known id open, and holds the next one to the name', () => {
  const open = take(film(1, { patientId: 'P', patientName: null }), 'open.dcm');
  take(film(2, { patientId: 'P', patientName: 'Doe^Jane' }));
  expect(warningsOf(open.caseId)).toEqual([]);
  const roe = take(film(3, { patientId: 'P', patientName: 'Roe^Richard' }), 'roe.dcm');
  expect(warningsOf(roe.caseId)).toEqual(twoNames('open.dcm, roe.dcm'));
  expect(warningsOf(open.caseId)).toEqual(twoNames('open.dcm, roe.dcm'));
});

test('files a nameless picture of an id with two names under neither of them', () => {
  take(film(1, { patientId: 'P', patientName: 'Doe^Jane' }));
  take(film(2, { patientId: 'P', patientName: 'Roe^Richard' }));
  take(film(3, { patientId: 'P', patientName: null }));
  expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 3 }]);
});

test('refuses one instance UID with two contents and keeps nothing of the second', () => {
  take(film(1), 'first.dcm');
  expect(failureOf(() => take({ ...film(1), fileSha256: film(99).fileSha256 }, 'again.dcm'))).toEqual({
    code: 'dicom-uid-conflict',
    details: { count: 2, files: 'first.dcm, again.dcm' },
  });
  const elsewhere = { ...film(2), instanceUid: film(1).instanceUid };
  expect(() => take(elsewhere)).toThrow('dicom-uid-conflict');
  expect(total()).toBe(1);
  expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 1 }]);
});

test('refuses to change what an instance is, and whose a case is', () => {
  take(film(1));
  expect(() => at.sql("UPDATE cases SET record = '{}'")).toThrow('never changes');
  expect(() => at.sql("UPDATE instances SET record = '{}'")).toThrow('only path and time');
});
