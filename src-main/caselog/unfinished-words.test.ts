import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { UnfinishedWords } from '../../src-shared/findings/judgement.ts';
import { film, importOf, result, verdictOn } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
let caseId: CaseId;
let resultId: number;
beforeEach(() => {
  at = trial();
  const imported = at.session.answer('instance.import', importOf(film(1)));
  ({ caseId } = imported);
  resultId = at.session.answer('result.add', { caseId, result: result(imported.instanceId) }).id;
});
afterEach(() => at.end());

const begun = (change: Partial<UnfinishedWords> = {}): UnfinishedWords => ({
  judgementComments: { [resultId]: 'Rib?' },
  opinion: { present: 'unsure', comment: 'Left base' },
  ...change,
});
const keep = (words: UnfinishedWords) => at.session.answer('words.keep', { caseId, words });
const words = () => at.session.answer('case.get', { caseId }).words;

test('are there again after the program ended, the newest alone', () => {
  expect(words()).toBeNull();
  keep(begun({ judgementComments: {} }));
  keep(begun());
  at.session.open(at.folder);
  expect(words()).toEqual(begun());
});

test('end with the judgement and the opinion that they became, each its own', () => {
  keep(begun({ judgementComments: { [resultId]: 'Rib?', 99: 'other' } }));
  at.session.answer('judgement.add', verdictOn(resultId, 'Rib'));
  expect(words()).toEqual(begun({ judgementComments: { 99: 'other' } }));
  at.session.answer('opinion.add', { caseId, present: 'no', comment: '', revealed: true });
  expect(words()).toEqual({ judgementComments: { 99: 'other' }, opinion: { present: null, comment: '' } });
});

test('leave nothing behind when nothing is begun any more', () => {
  keep(begun());
  keep({ judgementComments: {}, opinion: { present: null, comment: '' } });
  expect(words()).toBeNull();
  expect(at.sql('SELECT * FROM unfinished_words')).toEqual([]);
});

test('are refused for a case that is not there, and altered ones are never shown', () => {
  const missing = { caseId: 99 as CaseId, words: begun() };
  expect(() => at.session.answer('words.keep', missing)).toThrow('record-missing');
  keep(begun());
  at.sql(`UPDATE unfinished_words SET words = '{'`);
  expect(words).toThrow('record-altered');
});
