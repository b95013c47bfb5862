import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('makes one case of the instances of one study', () => {
  const first = take(film(1));
  const other = take(second(1));
  expect(other.caseId).toBe(first.caseId);
  const { series } = at.session.answer('case.get', { caseId: first.caseId });
  expect(series).toHaveLength(1);
  expect(series[0]!.instances.map(({ id }) => id)).toEqual([first.instanceId, other.instanceId]);
});

test('makes two cases of two studies of one patient', () => {
  const one = take(film(1, { patientId: 'P', patientName: 'Doe' }));
  const two = take(film(2, { patientId: 'P', patientName: 'DOE' }));
  expect(two.caseId).not.toBe(one.caseId);
});

test('gives an instance without a series UID a series of its own', () => {
  const { caseId } = take({ ...film(1), seriesUid: null });
  take({ ...second(1), seriesUid: null });
  expect(at.session.answer('case.get', { caseId }).series).toHaveLength(2);
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
  take(film(1));
  expect(() => take(second(1, identity))).toThrow('patient-mismatch');
  expect(at.sql('SELECT count(*) AS n FROM instances')).toEqual([{ n: 1 }]);
  expect(at.sql('SELECT count(*) AS n FROM patients')).toEqual([{ n: 1 }]);
});

test('refuses a known patient id under another name, in any study', () => {
  take(film(1, { patientId: 'P', patientName: 'Doe^Jane' }));
  expect(() => take(film(2, { patientId: 'P', patientName: 'Roe^Richard' }))).toThrow('patient-mismatch');
  expect(total()).toBe(1);
});

test('takes a file that leaves the name of a known id open, and holds the next one to the name', () => {
  take(film(1, { patientId: 'P', patientName: null }));
  take(film(2, { patientId: 'P', patientName: 'Doe^Jane' }));
  expect(() => take(film(3, { patientId: 'P', patientName: 'Roe^Richard' }))).toThrow('patient-mismatch');
});

test('refuses one instance UID with two contents and keeps nothing of the second', () => {
  take(film(1));
  expect(() => take({ ...film(1), fileSha256: film(99).fileSha256 })).toThrow('dicom-uid-conflict');
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
