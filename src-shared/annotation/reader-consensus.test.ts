import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldAnswer, LabelSchema } from './label-schema.ts';
import { pixelsOfRuns, runsOf } from './mask-runs.ts';
import { readerConsensus } from './reader-consensus.ts';
import { readerDifference, type ComparedReading } from './reader-difference.ts';

const title = { en: 'x', zh: 'x' };
const options = (...keys: string[]) => keys.map((key) => ({ key, title, code: null }));
const base = { title, help: null, scope: 'item' as const, required: false, when: null };
const schema: LabelSchema = {
  ...{ key: 'k', version: 1, title },
  fields: [
    { ...base, key: 'side', kind: 'single', options: options('left', 'right', 'both') },
    { ...base, key: 'grade', kind: 'ordinal', options: options('1', '2', '3') },
    { ...base, key: 'signs', kind: 'multiple', options: options('a', 'b') },
  ],
  segments: [{ number: 1, key: 'm', title, colour: '#00ff00', code: null, drawn: 'mask', overlaps: false }],
};
const PIXELS = 12;

function reading(answers: Record<string, FieldAnswer>, mask?: number[]): ComparedReading {
  const layer = { uid: 'u', segment: 1, drawer: { by: 'person' as const }, hidden: false };
  return {
    layers: new Map([['u', layer]]),
    masks: new Map(mask?.includes(1) ? [['u/0', { layer: 'u', slice: 0, runs: runsOf(mask) }]] : []),
    answers: new Map(
      Object.entries(answers).map(([field, answer]) => [field, { field, place: { scope: 'item' as const }, answer }]),
    ),
  };
}

describe('the consensus of readers', () => {
  it('has inside what more than half of them have inside', () => {
    const mask = fc.array(fc.constantFrom(0, 1), { minLength: PIXELS, maxLength: PIXELS });
    fc.assert(
      fc.property(fc.array(mask, { minLength: 1, maxLength: 6 }), (masks) => {
        const { masks: agreed } = readerConsensus(
          schema,
          masks.map((one) => reading({}, one)),
          PIXELS,
        );
        const expected = Array.from({ length: PIXELS }, (_, i) =>
          Number(masks.filter((one) => one[i] === 1).length > masks.length / 2),
        );
        expect([...pixelsOfRuns(agreed[0]?.runs ?? [PIXELS], PIXELS)]).toEqual(expected);
      }),
    );
  });

  it('gives the answers of more than half, and none where there is no majority', () => {
    const of = (...each: Record<string, FieldAnswer>[]) =>
      Object.fromEntries(
        readerConsensus(
          schema,
          each.map((answers) => reading(answers)),
          PIXELS,
        ).answers.map(({ field, answer }) => [field, answer]),
      );
    expect(of({ side: 'left' }, { side: 'left' }, { side: 'right' })).toEqual({ side: 'left' });
    expect(of({ side: 'left' }, { side: 'right' })).toEqual({});
    expect(of({ side: 'left' }, {}, {})).toEqual({});
    expect(of({ signs: ['a', 'b'] }, { signs: ['a'] }, { signs: [] })).toEqual({ signs: ['a'] });
    expect(of({ signs: ['a'] }, {}, {})).toEqual({});
  });
});

describe('the difference of two readings', () => {
  it('is none where they say the same, and all where they share nothing', () => {
    const one = reading({ side: 'left', signs: ['a', 'b'] }, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(
      readerDifference(schema, one, reading({ side: 'left', signs: ['b', 'a'] }, [1, 1, ...Array<number>(10).fill(0)])),
    ).toBe(0);
    expect(
      readerDifference(schema, one, reading({ side: 'right', signs: ['a'] }, [0, 0, 1, ...Array<number>(9).fill(0)])),
    ).toBe(1);
    expect(readerDifference(schema, reading({}), reading({}))).toBeNull();
  });

  it('counts how far ordered answers lie apart', () => {
    expect(readerDifference(schema, reading({ grade: '1' }), reading({ grade: '2' }))).toBe(0.5);
    expect(readerDifference(schema, reading({ grade: '1' }), reading({ grade: '3' }))).toBe(1);
    expect(readerDifference(schema, reading({ grade: '1' }), reading({}))).toBe(1);
  });
});
