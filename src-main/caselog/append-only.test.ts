import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId, ReportId } from '../../src-shared/contract/ids.ts';
import { film, importOf, page, reportOf, result, verdictOn } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
let caseId: CaseId;
beforeEach(() => {
  at = trial();
  const imported = at.session.answer('instance.import', importOf(film(1)));
  caseId = imported.caseId;
  const { id } = at.session.answer('result.add', { caseId, result: result(imported.instanceId) });
  at.session.answer('judgement.add', verdictOn(id, 'first word'));
  at.session.answer('opinion.add', { caseId, present: 'yes', comment: 'seen', revealed: true });
  at.session.answer('report.add', reportOf(page(caseId, film(1).identity)));
  const drawn = {
    kind: 'point' as const,
    points: [[3, 4]] as [number, number][],
    knownMm: null,
    text: '',
    hidden: false,
  };
  const place = { uid: '7d1f3a52-6a3c-4c0e-9b7e-2f1f0a4f8a11', instanceId: imported.instanceId, frame: 0 };
  at.session.answer('measurement.keep', { caseId, measurement: { ...place, ...drawn, removed: false } });
});
afterEach(() => at.end());

const SEALED = ['results', 'judgements', 'opinions', 'reports', 'measurements'];

test.each(SEALED)('the database itself refuses to change or delete %s', (table) => {
  expect(() => at.sql(`UPDATE ${table} SET at = at`)).toThrow('append-only');
  expect(() => at.sql(`DELETE FROM ${table}`)).toThrow('append-only');
  expect(() => at.sql(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow('append-only');
});

test.each([...SEALED, 'instances', 'cases'])('never shows a case as good when one of its %s was altered', (table) => {
  at.sql(`DROP TRIGGER IF EXISTS ${table}_refuse_update`);
  at.sql(`UPDATE ${table} SET record = replace(record, '"', ' "')`);
  expect(() => at.session.answer('case.get', { caseId })).toThrow(
    expect.objectContaining({ code: 'record-altered', details: { table, id: 1 } }),
  );
});

test('refuses a record that was moved to another case, though its own text is whole', () => {
  at.session.answer('instance.import', importOf(film(2)));
  at.sql('DROP TRIGGER results_refuse_update');
  at.sql('UPDATE results SET case_id = 2');
  expect(() => at.session.answer('case.get', { caseId: 2 as CaseId })).toThrow('record-altered');
});

test('refuses a report that is read by its id when it was altered', () => {
  at.sql('DROP TRIGGER reports_refuse_update');
  at.sql(`UPDATE reports SET record = replace(record, 'nodule', 'module')`);
  expect(() => at.session.answer('report.get', { reportId: 1 as ReportId })).toThrow('record-altered');
});

test('orders records by their sequence when the clock goes back', () => {
  const { id } = at.session.answer('case.get', { caseId }).results[0]!;
  const before = Date;
  globalThis.Date = class extends before {
    constructor() {
      super(0);
    }
  } as DateConstructor;
  try {
    at.session.answer('judgement.add', verdictOn(id, 'last word'));
  } finally {
    globalThis.Date = before;
  }
  const { judgements } = at.session.answer('case.get', { caseId });
  expect(judgements.map(({ comment }) => comment)).toEqual(['first word', 'last word']);
  expect(judgements[1]!.at).toBe('1970-01-01T00:00:00.000Z');
});
