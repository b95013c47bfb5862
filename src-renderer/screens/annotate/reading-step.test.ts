import { expect, it } from 'vitest';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import {
  afterStep,
  EMPTY_LABELLING,
  type LabellingState,
  type Step,
} from '../../../src-shared/annotation/labelling.ts';
import { masksOfSegment } from '../../../src-shared/annotation/reader-difference.ts';
import { checkedStep } from '../../../src-shared/annotation/step-check.ts';
import { readingStep } from './reading-step.ts';

const title = { en: 'T', zh: '题' };
const schema: LabelSchema = {
  ...{ key: 'k', version: 1, title },
  fields: [
    {
      ...{ key: 'side', title, help: null, scope: 'item', required: true, when: null },
      kind: 'text',
      mostCharacters: 9,
    },
  ],
  segments: [{ ...{ number: 1, key: 'one', title, colour: '#ff0000', code: null }, drawn: 'mask', overlaps: false }],
};
const item = { schema, rows: 3, columns: 3, slices: 2 };
const layer = (uid: string) => ({ uid, segment: 1, drawer: { by: 'person' as const }, hidden: false });
const drawn = (uid: string, slice: number, toggled: number[], said: string): LabellingState => {
  const step: Step = {
    name: 'brush',
    changes: [
      { what: 'layer', uid, before: null, after: layer(uid) },
      { what: 'pixels', layer: uid, slice, toggled },
      { what: 'answer', field: 'side', place: { scope: 'item' }, before: null, after: said },
    ],
  };
  return afterStep(EMPTY_LABELLING, step, 9);
};
const theirs = drawn('6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b01', 0, [2, 4, 3], 'left');
const mine = drawn('6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b02', 1, [0, 3, 6], 'right');

it('a reading that is taken over is what stands then, in one step', () => {
  for (const before of [EMPTY_LABELLING, mine]) {
    const after = checkedStep(before, readingStep(before, schema, 9, theirs)!, item);
    expect([...masksOfSegment(after, 1)]).toEqual([[0, [2, 4, 3]]]);
    expect(after.answers.get('side')?.answer).toBe('left');
    expect(readingStep(after, schema, 9, theirs)).toBeNull();
  }
});
