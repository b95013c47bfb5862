import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => {
  at = trial();
});
afterEach(() => at.end());

/** Files a film of the patient P1, unless told otherwise. */
function filed(n: number, identity: Partial<Identity> = {}): CaseId {
  const one = { patientId: 'P1', patientName: 'Doe^Jane', studyUid: `1.2.3.${n}`, ...identity };
  return at.session.answer('instance.import', importOf(film(n, one))).caseId;
}
const others = (caseId: CaseId) =>
  at.session.answer('case.other-studies', { caseId }).studies.map((study) => study.caseId);

test('lists a patient’s other studies, the newest first and those without a date last', () => {
  const now = filed(1, { studyDate: '2024-03-01' });
  const old = filed(2, { studyDate: '2019-01-05' });
  const undated = filed(3, { studyDate: null });
  const recent = filed(4, { studyDate: '2023-11-30' });
  expect(others(now)).toEqual([recent, old, undated]);
  expect(others(old)).toEqual([now, recent, undated]);
  expect(at.session.answer('case.other-studies', { caseId: now }).studies[0]).toEqual({
    caseId: recent,
    studyDate: '2023-11-30',
    studyTime: null,
    description: 'Chest PA',
    modalities: ['DX'],
    bodyPart: 'CHEST',
    seriesCount: 1,
    instanceCount: 1,
    state: 'new',
  });
});

test.each<[string, Partial<Identity>]>([
  ['another id', { patientId: 'P2' }],
  ['the same id from another hospital', { issuer: 'ELSEWHERE' }],
  ['the same id with another birth date', { birthDate: '1971-05-01' }],
  ['the same id with another name', { patientName: 'Roe^Richard' }],
  ['nobody’s name', { patientId: null, patientName: null }],
])('never lists a study of %s', (_who, identity) => {
  const one = filed(1);
  const other = filed(2, identity);
  expect(others(one)).toEqual([]);
  expect(others(other)).toEqual([]);
});

test('takes no two studies for one person’s by a name without a birth date', () => {
  const named = { patientId: null, patientName: 'Wang^Wei' };
  const one = filed(1, { ...named, birthDate: null });
  filed(2, { ...named, birthDate: null });
  expect(others(one)).toEqual([]);
  const born = filed(3, { ...named, birthDate: '1980-01-01' });
  const again = filed(4, { ...named, birthDate: '1980-01-01' });
  expect(others(born)).toEqual([again]);
});
