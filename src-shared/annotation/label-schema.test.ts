import { describe, expect, it } from 'vitest';
import { answerFault, LabelSchema, type Field } from './label-schema.ts';

const title = { en: 'Side', zh: '侧别' };
const option = (key: string) => ({ key, title, code: null });
const side: Field = {
  ...{ key: 'side', title, help: null, scope: 'item', required: true, when: null },
  ...{ kind: 'single', options: [option('left'), option('right')] },
};
const grade: Field = {
  ...{ key: 'grade', title, help: null, scope: 'item', required: false, when: { field: 'side', is: ['left'] } },
  ...{ kind: 'number', least: 0, most: 4, unit: null, decimals: 0 },
};
const schema = { key: 'lesion', version: 1, title, fields: [side, grade], segments: [] };

describe('a label schema', () => {
  it('takes fields that wait for an earlier answer', () => {
    expect(LabelSchema.safeParse(schema).success).toBe(true);
  });

  it('refuses a field that waits for a later one, an unknown answer, a key twice, and one that asks nothing', () => {
    const refused = (change: object) => LabelSchema.safeParse({ ...schema, ...change }).success === false;
    expect(refused({ fields: [grade, side] })).toBe(true);
    expect(refused({ fields: [side, { ...grade, when: { field: 'side', is: ['both'] } }] })).toBe(true);
    expect(refused({ fields: [side, side] })).toBe(true);
    expect(refused({ fields: [] })).toBe(true);
  });

  it('says what is wrong with an answer', () => {
    expect(answerFault(side, 'left')).toBeNull();
    expect(answerFault(side, 'both')).toBe('option');
    expect(answerFault(side, 3)).toBe('kind');
    expect(answerFault(grade, 5)).toBe('range');
    expect(answerFault(grade, Number.NaN)).toBe('range');
  });
});
