import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ItemId, LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { placeMark } from '../running-mark.ts';
import { trial, type Trial } from '../trials/session.ts';
import { answerSide, firstStroke, reader, smallDataset, stroke } from './examples.ts';

let at: Trial;
let profileId: ProfileId;
let itemId: ItemId;
let labellingId: LabellingId;
beforeEach(() => {
  at = trial();
  profileId = reader(at.session);
  itemId = smallDataset(at.session, 1).itemIds[0]!;
  labellingId = open().labellingId;
  const { layer, step } = firstStroke(10, 5);
  const take = (revision: number, given: typeof step) =>
    at.session.answer('labelling.step', { labellingId, profileId, revision, step: given });
  take(0, step);
  take(1, stroke(layer, 40, 3));
  at.session.answer('labelling.undo', { labellingId, profileId, revision: 2 });
  take(3, answerSide(null, 'left'));
});
afterEach(() => at.end());

const open = () => at.session.answer('labelling.open', { itemId, profileId });

/** The program dies; what happens to the file meanwhile is `meanwhile`. */
function dieAndOpen(meanwhile: () => void = () => undefined): void {
  const unsettled = at.sql('SELECT unsettled FROM labellings')[0] as { unsettled: number };
  at.session.close();
  at.sql(`UPDATE labellings SET unsettled = ${unsettled.unsettled}`);
  meanwhile();
  placeMark(at.folder);
  expect(at.session.open(at.folder).notices[0]?.code).toBe('log-unclean');
}

it('says once that it was restored to the last stroke', () => {
  const before = open();
  dieAndOpen();
  const after = open();
  expect(after.content).toEqual(before.content);
  expect(after.restored).toEqual({ code: 'labelling-restored', details: { steps: 2 } });
  expect(open().restored).toBeNull();
});

it('says nothing of labellings that were closed in order before', () => {
  at.session.close();
  at.session.open(at.folder);
  dieAndOpen();
  expect(open().restored).toBeNull();
});

it('is the truth where the present state has come apart from it', () => {
  const before = open();
  dieAndOpen(() => {
    at.sql(`UPDATE labelling_parts SET value = '"right"' WHERE kind = 'answer'`);
    at.sql(`DELETE FROM labelling_parts WHERE kind = 'mask'`);
    at.sql('UPDATE labellings SET depth = 7');
    at.sql('DELETE FROM labelling_line');
  });
  const after = open();
  expect(after.restored).toEqual({ code: 'labelling-rebuilt', details: { steps: 2 } });
  expect(after.content).toEqual(before.content);
  expect(after.place).toEqual(before.place);
  expect(after.history).toEqual(before.history);
});

it.each([
  ['a changed step', `UPDATE labelling_journal SET step = replace(step, '"left"', '"right"') WHERE revision = 4`],
  ['a row that is gone', 'DELETE FROM labelling_journal WHERE revision = 2'],
  ['a changed time', `UPDATE labelling_journal SET at = '2020-01-01T00:00:00.000Z' WHERE revision = 1`],
  ['another beginning', `UPDATE labellings SET created_at = '2020-01-01T00:00:00.000Z'`],
])('never passes %s', (_name, sql) => {
  dieAndOpen(() => {
    for (const trigger of ['update', 'delete']) at.sql(`DROP TRIGGER labelling_journal_refuse_${trigger}`);
    at.sql(sql);
  });
  expect(open).toThrow('record-altered');
});

it('takes no change of what was written', () => {
  expect(() => at.sql(`UPDATE labelling_journal SET step = '{}'`)).toThrow('append-only');
  expect(() => at.sql('DELETE FROM labelling_journal')).toThrow('append-only');
});
