import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => {
  at = trial();
});
afterEach(() => at.end());

/** A report of the study and patient of `film(n)`. */
function report(
  n: number,
  change: Partial<DocumentDescription> = {},
  identity: Partial<Identity> = {},
): DocumentDescription {
  const of = film(n);
  return {
    kind: 'report',
    title: 'Chest CT report',
    identity: { ...of.identity, ...identity },
    modality: 'SR',
    seriesUid: `1.2.3.${n}.9`,
    seriesNumber: 9,
    seriesDescription: null,
    instanceUid: `1.2.3.${n}.9.1`,
    instanceNumber: 1,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.88.11',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    fileBytes: 2000,
    fileSha256: String(n).padStart(64, '0'),
    warnings: [],
    ...change,
  };
}
const keep = (document: DocumentDescription) =>
  at.session.answer('document.import', { path: '/pictures/report.dcm', modifiedMs: 1, document });
const listed = (caseId: CaseId) => at.session.answer('case.get', { caseId }).documents;

test('lists a report with the pictures of its study, whichever came first, and after a restart', () => {
  expect(keep(report(1))).toEqual({ caseId: null });
  const { caseId } = at.session.answer('instance.import', importOf(film(1)));
  expect(listed(caseId)).toEqual([report(1)]);
  const pdf = report(1, { kind: 'pdf', fileSha256: 'f'.repeat(64) });
  expect(keep(pdf)).toEqual({ caseId });
  at.session.open(at.folder);
  expect(listed(caseId)).toEqual([report(1), pdf]);
});

test('keeps the same file once', () => {
  const { caseId } = at.session.answer('instance.import', importOf(film(1)));
  keep(report(1));
  expect(keep(report(1))).toEqual({ caseId });
  expect(listed(caseId)).toEqual([report(1)]);
});

test('never lists a report with another patient’s pictures, nor with another study', () => {
  const { caseId } = at.session.answer('instance.import', importOf(film(1)));
  for (const [n, identity] of [
    [1, { patientId: 'P2' }],
    [1, { patientName: 'Roe^Jane' }],
    [1, { birthDate: '1971-05-01' }],
    [1, { patientId: null, patientName: null, birthDate: null }],
    [2, {}],
  ] as const) {
    const other = report(n, { fileSha256: JSON.stringify(identity).length.toString().padStart(64, `${n}`) }, identity);
    expect(keep(other), JSON.stringify(identity)).toEqual({ caseId: null });
  }
  expect(listed(caseId)).toEqual([]);
});

test('lists a report that leaves the name out', () => {
  const { caseId } = at.session.answer('instance.import', importOf(film(1)));
  expect(keep(report(1, {}, { patientName: null }))).toEqual({ caseId });
});

test('tells an altered record', () => {
  const { caseId } = at.session.answer('instance.import', importOf(film(1)));
  keep(report(1));
  at.sql("UPDATE documents SET record = replace(record, 'Chest', 'Skull')");
  expect(() => listed(caseId)).toThrow('record-altered');
});

test('refuses what is no document', () => {
  expect(() => keep({ ...report(1), kind: 'hymn' } as never)).toThrow('call-malformed');
});
