import { expect, it } from 'vitest';
import type { Field } from '../../../src-shared/annotation/label-schema.ts';
import { afterStep, EMPTY_LABELLING } from '../../../src-shared/annotation/labelling.ts';
import { answerAt, answerStep, picked } from './answer-step.ts';

const option = (key: string) => ({ key, title: { en: key, zh: key }, code: null });
const base = { title: { en: 'T', zh: '题' }, help: null, scope: 'item' as const, required: false, when: null };
const one: Field = { ...base, key: 'one', kind: 'single', options: [option('a'), option('b')] };
const many: Field = { ...base, key: 'many', kind: 'multiple', options: [option('a'), option('b'), option('c')] };

it('a picked option is the answer, picked again it is none', () => {
  expect(picked(one, null, 'a')).toBe('a');
  expect(picked(one, 'a', 'b')).toBe('b');
  expect(picked(one, 'a', 'a')).toBeNull();
});

it('several are kept in the order of the schema', () => {
  expect(picked(many, ['c'], 'a')).toEqual(['a', 'c']);
  expect(picked(many, ['a', 'c'], 'c')).toEqual(['a']);
  expect(picked(many, ['a'], 'a')).toBeNull();
});

it('the same answer again is no step', () => {
  const place = { scope: 'item' as const };
  const step = answerStep(EMPTY_LABELLING, many, place, ['a'])!;
  const state = afterStep(EMPTY_LABELLING, step, 4);
  expect(answerAt(state, many, place)).toEqual(['a']);
  expect(answerStep(state, many, place, ['a'])).toBeNull();
});
