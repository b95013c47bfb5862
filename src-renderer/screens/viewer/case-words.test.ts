import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseId, ResultId } from '../../../src-shared/contract/ids.ts';
import { KEEP_WITHIN_MS } from '../../app/draft-keeper.svelte.ts';

const sent: [name: string, input: unknown][] = [];
vi.mock('../../app/bridge.ts', () => ({
  call: (name: string, input: unknown) => (sent.push([name, input]), Promise.resolve({})),
}));
const { CaseWords, wordsOf } = await import('./case-words.svelte.ts');

const ann = 1 as CaseId;
const [first, second] = [11, 12] as ResultId[] as [ResultId, ResultId];
const begun = { judgementComments: { 11: 'Rib' }, opinion: { present: 'no' as const, comment: 'Left' } };
const kept = () => vi.advanceTimersByTimeAsync(KEEP_WITHIN_MS);

describe('words about a case that were begun', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = 0;
  });
  afterEach(() => void vi.useRealTimers());

  it('start with what the log has kept, and are not sent back for it', async () => {
    const words = new CaseWords(ann, begun);
    expect([words.commentOn(first), words.commentOn(second)]).toEqual(['Rib', '']);
    expect([words.present, words.opinionComment]).toEqual(['no', 'Left']);
    words.setComment(first, 'Rib');
    words.present = 'no';
    words.opinionComment = 'Left';
    await kept();
    expect(sent).toEqual([]);
  });

  it('are kept within a moment, all of a case at once, without empty comments', async () => {
    const words = new CaseWords(ann, null);
    words.setComment(first, 'Rib');
    words.setComment(second, 'x');
    words.setComment(second, '');
    words.present = 'unsure';
    words.opinionComment = 'Left base';
    await kept();
    const all = { judgementComments: { 11: 'Rib' }, opinion: { present: 'unsure', comment: 'Left base' } };
    expect(sent).toEqual([['words.keep', { caseId: ann, words: all }]]);
  });

  it('are gone once they were given, and only those', async () => {
    const words = new CaseWords(ann, begun);
    words.opinionGiven();
    await kept();
    expect([words.present, words.opinionComment, words.commentOn(first)]).toEqual([null, '', 'Rib']);
    expect(sent.at(-1)).toMatchObject(['words.keep', { words: { opinion: { present: null, comment: '' } } }]);
    words.setComment(first, '');
    await kept();
    expect(sent.at(-1)).toMatchObject(['words.keep', { words: { judgementComments: {} } }]);
  });

  it('survive another room: what was typed counts more than what the case was opened with', () => {
    const opened = { caseId: ann, words: begun };
    wordsOf(opened).setComment(first, 'Rib, old');
    expect(wordsOf(opened).commentOn(first)).toBe('Rib, old');
    expect(wordsOf({ caseId: 2 as CaseId, words: null }).commentOn(first)).toBe('');
  });
});
