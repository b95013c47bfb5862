import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId, InstanceId, ReportId } from '../../src-shared/contract/ids.ts';
import type { QuotedResult } from '../../src-shared/findings/report.ts';
import { draft, film, importOf, page, picture, reportOf, result } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
let caseId: CaseId;
let otherInstance: InstanceId;
beforeEach(() => {
  at = trial();
  caseId = at.session.answer('instance.import', importOf(film(1))).caseId;
  otherInstance = at.session.answer('instance.import', importOf(film(2))).instanceId;
});
afterEach(() => at.end());

const sign = (...content: Parameters<typeof page>) => at.session.answer('report.add', reportOf(page(...content)));
const own = film(1).identity;

test('locks a report and clears the draft together', () => {
  at.session.answer('draft.keep', { caseId, draft: draft('half') });
  const report = sign(caseId, own);
  expect(report).toMatchObject({ signer: 'Dr. Li', signedAt: '2024-03-02T08:00:00.000Z', addendumTo: null });
  expect(at.session.answer('case.get', { caseId })).toMatchObject({ draft: null, reports: [report], state: 'signed' });
});

test('keeps the draft when the report is refused', () => {
  at.session.answer('draft.keep', { caseId, draft: draft('half') });
  expect(() => sign(caseId, own, { signature: null })).toThrow('report-signer-needed');
  expect(at.session.answer('case.get', { caseId }).draft).toEqual(draft('half'));
});

test('takes one first report of a case, then only addenda', () => {
  const first = sign(caseId, own);
  expect(() => sign(caseId, own)).toThrow('report-signed-already');
  const addendum = sign(caseId, own, { addendumTo: { reportId: first.id, signedAt: first.signedAt } });
  expect(addendum.addendumTo).toBe(first.id);
  expect(at.session.answer('case.get', { caseId }).reports).toEqual([first, addendum]);
});

test("refuses a page with another patient's name, picture, result or report", () => {
  const { id } = at.session.answer('result.add', { caseId: 2 as CaseId, result: result(otherInstance) });
  const quoted = { resultId: id, result: result(otherInstance), judgement: null } as Partial<QuotedResult>;
  const model = { title: { en: 'a', zh: 'b' }, limits: { en: 'a', zh: 'b' }, labels: [] };
  expect(() => sign(caseId, film(2).identity)).toThrow('patient-mismatch');
  expect(() => sign(caseId, own, { keyInstanceId: otherInstance })).toThrow('patient-mismatch');
  expect(() => sign(caseId, own, { quoted: { ...quoted, model } as QuotedResult })).toThrow('patient-mismatch');
  const other = sign(2, film(2).identity);
  const addendumTo = { reportId: other.id, signedAt: other.signedAt };
  expect(() => sign(caseId, own, { addendumTo })).toThrow('patient-mismatch');
  expect(at.session.answer('case.get', { caseId }).reports).toEqual([]);
});

test('needs an identity for a picture that names nobody, and takes a typed one', () => {
  const { caseId: photo } = at.session.answer('instance.import', importOf(picture(3)));
  expect(() => sign(photo, picture(3).identity)).toThrow('report-identity-needed');
  expect(sign(photo, film(9).identity, { identitySource: 'typed' }).caseId).toBe(photo);
});

test('refuses a typed identity that contradicts the picture', () => {
  expect(() => sign(caseId, film(2).identity, { identitySource: 'typed' })).toThrow('patient-mismatch');
});

test('takes a result about several studies of one patient, and never about another patient', () => {
  const again = { ...film(1, { studyUid: '1.9', studyDate: '2019-01-01' }), instanceUid: '1.9.9', seriesUid: '1.9.1' };
  const earlier = at.session.answer('instance.import', importOf({ ...again, fileSha256: film(77).fileSha256 }));
  expect(earlier.caseId).not.toBe(caseId);
  const about = (instanceIds: InstanceId[], studies: boolean) => {
    const own = result(instanceIds.at(-1)!);
    const volume = { instanceIds, frames: instanceIds.length, ...(studies ? { studies: true as const } : {}) };
    return at.session.answer('result.add', { caseId, result: { ...own, input: { ...own.input, volume } } });
  };
  const { instanceId } = at.session.answer('instance.import', importOf(film(1)));
  expect(about([earlier.instanceId, instanceId], true).result.input.volume?.studies).toBe(true);
  expect(() => about([earlier.instanceId, instanceId], false)).toThrow('patient-mismatch');
  expect(() => about([otherInstance, instanceId], true)).toThrow('patient-mismatch');
  expect(() => about([instanceId, earlier.instanceId], true)).toThrow('patient-mismatch');
});

test("refuses a result of another case's picture, and judgements on nothing", () => {
  expect(() => at.session.answer('result.add', { caseId, result: result(otherInstance) })).toThrow('patient-mismatch');
  expect(() => at.session.answer('result.add', { caseId, result: result(77) })).toThrow('record-missing');
  expect(() => at.session.answer('report.get', { reportId: 5 as ReportId })).toThrow('record-missing');
});
