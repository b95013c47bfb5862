import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insideOfRuns } from '../../../src-shared/annotation/mask-runs.ts';
import type { ItemId, LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { trial, type Trial } from '../trials/session.ts';
import { answerSide, firstStroke, person, reader, smallDataset, stroke } from './examples.ts';

let at: Trial;
let profileId: ProfileId;
let itemId: ItemId;
let labellingId: LabellingId;
beforeEach(() => {
  at = trial();
  profileId = reader(at.session);
  itemId = smallDataset(at.session, 2).itemIds[0]!;
  labellingId = open().labellingId;
});
afterEach(() => at.end());

const open = (who = profileId) => at.session.answer('labelling.open', { itemId, profileId: who });
const step = (revision: number, given: ReturnType<typeof stroke>) =>
  at.session.answer('labelling.step', { labellingId, profileId, revision, step: given });
const undo = (revision: number) => at.session.answer('labelling.undo', { labellingId, profileId, revision });
const redo = (revision: number) => at.session.answer('labelling.redo', { labellingId, profileId, revision });
const painted = () => open().content.masks.reduce((all, { runs }) => all + insideOfRuns(runs), 0);

describe('a labelling', () => {
  it('begins empty, with the item, its picture and what is asked', () => {
    expect(open()).toMatchObject({
      profileId,
      role: 'first',
      item: { id: itemId, rows: 16, columns: 16, frames: [{ instanceId: 1, frame: 0 }], name: 'P1' },
      identity: { patientId: 'P1' },
      instances: [{ id: 1, path: '/pictures/film-1.dcm' }],
      schema: { key: 'lesion', version: 1 },
      newerSchema: null,
      content: { layers: [], masks: [], shapes: [], answers: [], states: [] },
      place: { revision: 0, canUndo: false, canRedo: false },
      state: 'to-do',
      restored: null,
    });
  });

  it('stands as its steps made it, and is in work from the first on', () => {
    const { layer, step: first } = firstStroke(10, 5);
    expect(step(0, first)).toEqual({ revision: 1, canUndo: true, canRedo: false });
    step(1, stroke(layer, 12, 10));
    step(2, answerSide(null, 'left'));
    const now = open();
    expect(now.content.masks).toMatchObject([{ layer: layer.uid, slice: 0, runs: [10, 2, 3, 7, 234] }]);
    expect(now.content.answers).toEqual([{ field: 'side', place: { scope: 'item' }, answer: 'left' }]);
    expect(now.state).toBe('in-work');
    expect(now.history.map(({ name, undone }) => [name, undone])).toEqual([
      ['brush', false],
      ['brush', false],
      ['form', false],
    ]);
  });

  it('keeps every step and 250 undos across a restart', () => {
    const { layer, step: first } = firstStroke(0, 1);
    step(0, first);
    for (let n = 1; n < 250; n++) step(n, stroke(layer, n, 1));
    at.session.close();
    at.session.open(at.folder);
    expect(painted()).toBe(250);
    for (let n = 0; n < 250; n++) expect(undo(250 + n).place.revision).toBe(251 + n);
    expect(open()).toMatchObject({ content: { layers: [], masks: [] }, place: { canUndo: false, canRedo: true } });
    for (let n = 0; n < 250; n++) redo(500 + n);
    expect(painted()).toBe(250);
    expect(open().restored).toBeNull();
  });

  it('answers undo and redo with the step that the screen has to take', () => {
    const { layer, step: first } = firstStroke(10, 5);
    step(0, first);
    const second = stroke(layer, 40, 3);
    step(1, second);
    expect(undo(2)).toEqual({ step: second, place: { revision: 3, canUndo: true, canRedo: true } });
    expect(redo(3)).toEqual({ step: second, place: { revision: 4, canUndo: true, canRedo: false } });
  });

  it('forgets what was undone once something else is done', () => {
    const { layer, step: first } = firstStroke(10, 5);
    step(0, first);
    step(1, stroke(layer, 40, 3));
    undo(2);
    expect(step(3, stroke(layer, 80, 4))).toEqual({ revision: 4, canUndo: true, canRedo: false });
    expect(() => redo(4)).toThrow('undo-nothing-left');
    expect(painted()).toBe(9);
    undo(4);
    undo(5);
    expect(() => undo(6)).toThrow('undo-nothing-left');
    expect(painted()).toBe(0);
  });

  it('refuses a step that was made on another revision, and keeps what the other window did', () => {
    const { layer, step: first } = firstStroke(10, 5);
    step(0, first);
    expect(() => step(0, firstStroke(60, 5).step)).toThrow('labelling-changed-elsewhere');
    expect(() => step(2, stroke(layer, 60, 5))).toThrow('labelling-changed-elsewhere');
    expect(() => undo(0)).toThrow('labelling-changed-elsewhere');
    expect(painted()).toBe(5);
    expect(open().place.revision).toBe(1);
  });

  it('is each person’s own', () => {
    step(0, firstStroke(10, 5).step);
    const li = person(at.session, 'Li');
    const wang = person(at.session, 'Wang');
    expect(li).toBe(profileId);
    expect(open(wang)).toMatchObject({ place: { revision: 0 }, content: { masks: [] } });
    const others = { labellingId, profileId: wang, revision: 1 };
    expect(() => at.session.answer('labelling.step', { ...others, step: answerSide(null, 'left') })).toThrow(
      'record-missing',
    );
    expect(() => at.session.answer('labelling.undo', others)).toThrow('record-missing');
    expect(painted()).toBe(5);
  });

  it('refuses steps that do not fit, and nothing of them is kept', () => {
    const { layer, step: first } = firstStroke(10, 5);
    const fault = (given: object) => {
      try {
        at.session.answer('labelling.step', { labellingId, profileId, revision: 0, step: given as never });
        return 'kept';
      } catch (thrown) {
        const { code, details } = thrown as { code: string; details: { fault?: string } };
        return details.fault ?? code;
      }
    };
    const pixels = (change: object) => ({
      name: 'brush',
      changes: [first.changes[0], { ...first.changes[1], ...change }],
    });
    expect(fault(pixels({ toggled: [10, 5] }))).toBe('size');
    expect(fault(pixels({ toggled: [256] }))).toBe('size');
    expect(fault(pixels({ slice: 1 }))).toBe('slice');
    expect(fault(pixels({ toggled: [10, -5, 251] }))).toBe('call-malformed');
    expect(fault(stroke(layer, 0, 5))).toBe('region');
    const made = first.changes[0] as { after: object };
    const segment = (number: number) => ({
      name: 'brush',
      changes: [{ ...made, after: { ...made.after, segment: number } }],
    });
    expect(fault(segment(9))).toBe('segment');
    // is boxed, not painted
    expect(fault(segment(2))).toBe('segment');
    expect(fault(answerSide(null, 'both'))).toBe('answer');
    expect(fault(answerSide('left', 'right'))).toBe('before');
    expect(fault({ ...answerSide(null, 'left'), name: 'Form!' })).toBe('call-malformed');
    expect(open()).toMatchObject({ place: { revision: 0 }, state: 'to-do', content: { layers: [], answers: [] } });
  });

  it('is done only with its required answers; flagged at any time', () => {
    const finish = (state: 'done' | 'flagged' | 'in-work') =>
      at.session.answer('labelling.finish', { labellingId, profileId, state });
    expect(() => finish('done')).toThrow('answers-missing');
    finish('flagged');
    expect(open().state).toBe('flagged');
    step(0, answerSide(null, 'left'));
    finish('done');
    expect(open().state).toBe('done');
  });

  it('adds up the time, and keeps comments', () => {
    at.session.answer('labelling.time', { labellingId, profileId, seconds: 12.5 });
    at.session.answer('labelling.time', { labellingId, profileId, seconds: 30 });
    at.session.answer('labelling.comment', { itemId, profileId, text: 'Rib?' });
    expect(open()).toMatchObject({ seconds: 42.5, comments: [{ name: 'reader', text: 'Rib?' }] });
  });
});
