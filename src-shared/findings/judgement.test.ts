import { describe, expect, it } from 'vitest';
import {
  Judgement,
  NewJudgement,
  NewOpinion,
  Opinion,
  precedesWord,
  saysNothing,
  UnfinishedWords,
} from './judgement.ts';

const AT = '2026-11-21T07:46:31.000Z';

describe('a judgement', () => {
  it.each([
    ['accepted', { kind: 'accept', comment: '' }],
    ['rejected without a word', { kind: 'reject', comment: '' }],
    ['changed to something that is said', { kind: 'change', comment: 'Effusion' }],
  ])('may be %s', (_name, change) => {
    expect(NewJudgement.parse({ resultId: 1, ...change })).toEqual({ resultId: 1, ...change });
  });

  it.each(['', '  ', '\n\t', '\u00a0'])('that changes a finding says to what: %j is not enough', (comment) => {
    const parsed = NewJudgement.safeParse({ resultId: 1, kind: 'change', comment });
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.path).toEqual(['comment']);
  });

  it.each([
    ['nothing', { resultId: 0, kind: 'accept', comment: '' }],
    ['another word', { resultId: 1, kind: 'normal', comment: '' }],
    ['no comment', { resultId: 1, kind: 'accept' }],
    ['a comment without end', { resultId: 1, kind: 'accept', comment: 'x'.repeat(4001) }],
  ])('is refused with %s', (_name, judgement) => {
    expect(NewJudgement.safeParse(judgement).success).toBe(false);
  });

  it('brings no number and no time of its own', () => {
    const parsed = NewJudgement.parse({ resultId: 1, kind: 'accept', comment: '', id: 9, at: AT });
    expect(parsed).toEqual({ resultId: 1, kind: 'accept', comment: '' });
  });

  it.each(['2026-11-21', '2026-11-21T07:46:31+08:00', 'yesterday', ''])(
    'is stored with a time in UTC, not %j',
    (at) => {
      const stored = { id: 1, resultId: 1, kind: 'accept', comment: '', at: AT };
      expect(Judgement.parse(stored)).toEqual(stored);
      expect(Judgement.safeParse({ ...stored, at }).success).toBe(false);
    },
  );
});

describe('an opinion', () => {
  const opinion = { caseId: 1, present: 'unsure', comment: '' };

  it.each(['yes', 'no', 'unsure'])('may be %s', (present) => {
    expect(NewOpinion.safeParse({ ...opinion, present }).success).toBe(true);
  });

  it.each([{ present: 'maybe' }, { present: true }, { caseId: '1' }, { comment: 'x'.repeat(4001) }, { comment: null }])(
    'is refused with %j',
    (change) => {
      expect(NewOpinion.safeParse({ ...opinion, ...change }).success).toBe(false);
    },
  );

  it('is stored with its time', () => {
    const stored = { ...opinion, at: AT, revealedUpTo: 3 };
    expect(Opinion.parse(stored)).toEqual(stored);
    expect(Opinion.safeParse(opinion).success).toBe(false);
    expect(Opinion.safeParse({ ...stored, revealedUpTo: -1 }).success).toBe(false);
  });

  it('precedes the network’s word only where none could be seen', () => {
    expect(precedesWord(Opinion.parse({ ...opinion, at: AT, revealedUpTo: 0 }))).toBe(true);
    expect(precedesWord(Opinion.parse({ ...opinion, at: AT, revealedUpTo: 3 }))).toBe(false);
  });

  it('claims nothing where nobody noted what had been shown', () => {
    expect(precedesWord(Opinion.parse({ ...opinion, at: AT }))).toBe(false);
  });
});

describe('unfinished words', () => {
  const none = { judgementComments: {}, opinion: { present: null, comment: '' } };

  it('may be about any result and half an opinion', () => {
    const words = { judgementComments: { 12: 'Rib' }, opinion: { present: 'no', comment: '' } };
    expect(UnfinishedWords.parse(words)).toEqual(words);
  });

  it.each([
    { judgementComments: { x: 'a' } },
    { judgementComments: { 0: 'a' } },
    { judgementComments: { 1: 'x'.repeat(4001) } },
    { judgementComments: Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [index + 1, ''])) },
    { opinion: { present: 'maybe', comment: '' } },
    { opinion: null },
    { more: 1 },
  ])('are refused with %j', (change) => {
    expect(UnfinishedWords.safeParse({ ...none, ...change }).success).toBe(false);
  });

  it('say nothing where nothing was begun', () => {
    expect(saysNothing(UnfinishedWords.parse(none))).toBe(true);
    expect(saysNothing(UnfinishedWords.parse({ ...none, judgementComments: { 1: 'a' } }))).toBe(false);
    expect(saysNothing(UnfinishedWords.parse({ ...none, opinion: { present: 'yes', comment: '' } }))).toBe(false);
  });
});
