import { beforeEach, describe, expect, it, vi } from 'vitest';
import { inverse, type Step } from '../../../src-shared/annotation/labelling.ts';
import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import { CodedError, type Code } from '../../../src-shared/contract/coded.ts';

const journal = vi.hoisted(() => ({ steps: [] as unknown[], undone: [] as unknown[], revision: 0, fails: '' }));
vi.mock('../../app/workbench.ts', () => {
  const place = () => ({
    ...{ revision: journal.revision, canUndo: journal.steps.length > 0, canRedo: journal.undone.length > 0 },
  });
  const take = (revision: number) => {
    if (journal.fails) throw new CodedError(journal.fails as Code);
    if (revision !== journal.revision) throw new CodedError('labelling-changed-elsewhere');
    journal.revision += 1;
  };
  return {
    workbench: {
      step: async ({ revision, step }: { revision: number; step: unknown }) => {
        take(revision);
        journal.steps.push(step);
        journal.undone = [];
        return place();
      },
      undo: async ({ revision }: { revision: number }) => {
        take(revision);
        const step = journal.steps.pop() as Step;
        journal.undone.push(step);
        return { step: inverse(step), place: place() };
      },
      redo: async ({ revision }: { revision: number }) => {
        take(revision);
        const step = journal.undone.pop() as Step;
        journal.steps.push(step);
        return { step, place: place() };
      },
    },
  };
});
const { LabellingSession } = await import('./labelling-session.svelte.ts');

const open = (): OpenLabelling =>
  ({
    labellingId: 5,
    item: { rows: 2, columns: 2, frames: [{}] },
    content: { layers: [], masks: [], shapes: [], answers: [], states: [] },
    history: [],
    place: { revision: journal.revision, canUndo: false, canRedo: false },
  }) as unknown as OpenLabelling;

/** The same after a restart: the first answer is in the journal. */
const reopened = (): OpenLabelling => ({
  ...open(),
  content: {
    ...{ layers: [], masks: [], shapes: [], states: [] },
    answers: [{ field: 'side', place: { scope: 'item' }, answer: 'left' }],
  },
  history: [{ revision: 0, name: 'answer', undone: false }],
  place: { revision: 0, canUndo: true, canRedo: false },
});

const answer = (before: string | null, after: string): Step => ({
  name: 'answer',
  changes: [{ what: 'answer', field: 'side', place: { scope: 'item' }, before, after }],
});
const said = (session: InstanceType<typeof LabellingSession>) => session.state.answers.get('side')?.answer;

beforeEach(() => Object.assign(journal, { steps: [], undone: [], revision: 0, fails: '' }));

describe('a labelling on the page', () => {
  it('shows a step at once and keeps steps one after the other', async () => {
    const session = new LabellingSession(open());
    session.take(answer(null, 'left'));
    session.take(answer('left', 'right'));
    expect(said(session)).toBe('right');
    expect(session.waiting).toBe(2);
    await session.settled();
    expect(session.waiting).toBe(0);
    expect(journal.steps).toEqual([answer(null, 'left'), answer('left', 'right')]);
  });

  it('undoes and redoes through the journal, and says so in the history', async () => {
    const session = new LabellingSession(open());
    session.take(answer(null, 'left'));
    session.take(answer('left', 'right'));
    session.undo();
    await session.settled();
    expect(said(session)).toBe('left');
    expect(session.history.map(({ undone }) => undone)).toEqual([false, true]);
    session.redo();
    await session.settled();
    expect(said(session)).toBe('right');
  });

  it('takes back at once what it knows, and what came before from the journal', async () => {
    journal.steps = [answer(null, 'left')];
    const session = new LabellingSession(reopened());
    session.take(answer('left', 'right'));
    session.undo();
    expect(said(session)).toBe('left');
    session.undo();
    await session.settled();
    expect(said(session)).toBeUndefined();
    expect(session.canUndo).toBe(false);
    expect(journal.undone).toHaveLength(2);
    session.redo();
    await session.settled();
    expect(said(session)).toBe('left');
  });

  it('holds what could not be kept on the screen, and keeps it when asked again', async () => {
    const session = new LabellingSession(open());
    journal.fails = 'disk-full';
    session.take(answer(null, 'left'));
    session.take(answer('left', 'right'));
    await session.settled();
    expect(session.failure?.code).toBe('disk-full');
    expect(said(session)).toBe('right');
    session.undo();
    expect(said(session)).toBe('right');
    journal.fails = '';
    session.keepAgain();
    await session.settled();
    expect(session.failure).toBeNull();
    expect(journal.steps).toHaveLength(2);
  });

  it('says when somebody else went on', async () => {
    const session = new LabellingSession(open());
    journal.revision = 9;
    session.take(answer(null, 'left'));
    await session.settled();
    expect(session.failure?.code).toBe('labelling-changed-elsewhere');
    expect(journal.steps).toHaveLength(0);
  });
});
