import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import { precedesWord } from '../../src-shared/findings/judgement.ts';
import { canonicalJson, sha256Of } from './canonical-json.ts';
import { film, importOf, refusal, result, verdictOn } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
let caseId: CaseId;
let instanceId: InstanceId;
beforeEach(() => {
  at = trial();
  ({ caseId, instanceId } = at.session.answer('instance.import', importOf(film(1))));
});
afterEach(() => at.end());

const say = (of = result(instanceId)) => at.session.answer('result.add', { caseId, result: of }).id;
const opine = (revealed: boolean) =>
  at.session.answer('opinion.add', { caseId, present: 'no', comment: '', revealed }).revealedUpTo;
const settings = (readFirst: boolean) => at.session.answer('settings.change', { readFirst });

test('notes that nothing had been shown while read-first hid it', () => {
  settings(true);
  say();
  expect(opine(false)).toBe(0);
  expect(at.session.answer('case.get', { caseId }).opinions).toMatchObject([{ revealedUpTo: 0 }]);
});

test('notes the newest result where nothing hid it', () => {
  say();
  const newest = say();
  expect(opine(true)).toBe(newest);
});

test('notes what an opinion before had revealed', () => {
  settings(true);
  const id = say();
  expect(opine(false)).toBe(0);
  expect(opine(false)).toBe(id);
});

test('notes what had been shown before read-first was switched on, and judged since', () => {
  const shown = say();
  settings(true);
  settings(true);
  say();
  expect(opine(false)).toBe(shown);

  const other = at.session.answer('instance.import', importOf(film(2)));
  const { id } = at.session.answer('result.add', { caseId: other.caseId, result: result(other.instanceId) });
  at.session.answer('judgement.add', verdictOn(id));
  const opinion = { caseId: other.caseId, present: 'yes', comment: '', revealed: false } as const;
  expect(at.session.answer('opinion.add', opinion).revealedUpTo).toBe(id);
});

test('counts what came while read-first was off as shown, and nothing of another case', () => {
  settings(true);
  settings(false);
  const shown = say();
  settings(true);
  say();
  expect(opine(false)).toBe(shown);
  const other = at.session.answer('instance.import', importOf(film(2)));
  const opinion = { caseId: other.caseId, present: 'yes', comment: '', revealed: true } as const;
  expect(at.session.answer('opinion.add', opinion).revealedUpTo).toBe(0);
});

test('takes a refusal for no word', () => {
  say(refusal(instanceId));
  expect(opine(true)).toBe(0);
});

test('claims nothing of opinions and results from before it was noted', () => {
  const id = say();
  const opinion = { id: 1, caseId, present: 'no', comment: '', at: '2024-03-02T08:00:00.000Z' };
  const record = canonicalJson(opinion);
  at.sql(`INSERT INTO opinions VALUES (1, ${caseId}, '${opinion.at}', '${record}', '${sha256Of(record)}')`);
  const labels = ['comments', 'parts', 'line', 'journal'].map((part) => `labelling_${part}`);
  const datasets = ['labellings', 'dataset_items', 'dataset_readers', 'datasets', 'label_schemas', 'profiles'];
  const later = [
    'unanswered',
    'export_names',
    'jobs',
    ...labels,
    ...datasets,
    'unfinished_words',
    'measurements',
    'seen_files',
    'documents',
  ];
  for (const table of later) at.sql(`DROP TABLE ${table}`);
  at.sql('PRAGMA user_version = 1');
  expect(at.session.open(at.folder).storage.state).toBe('ready');
  const { opinions } = at.session.answer('case.get', { caseId });
  expect(opinions.map(precedesWord)).toEqual([false]);
  expect(at.sql("SELECT value FROM settings WHERE key = 'resultsShownUpTo'")).toEqual([{ value: String(id) }]);
  expect(at.session.answer('settings.get', {})).toEqual({});
});
