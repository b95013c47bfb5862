import { expect, it } from 'vitest';
import { schemaOf, waitsFor, type SchemaDraft } from './schema-draft.ts';

const draft = (): SchemaDraft => ({
  ...{ en: 'Breast lesions', zh: '乳腺病灶' },
  segments: [
    { en: 'Lesion', zh: '病灶', colour: '#e69f00', drawn: 'mask', overlaps: false },
    { en: 'Lesion', zh: '', colour: '#56b4e9', drawn: 'box', overlaps: true },
  ],
  fields: [
    {
      en: '',
      zh: '所见',
      kind: 'single',
      scope: 'item',
      required: true,
      options: 'Benign | 良性\n\nMalignant|恶性\n',
      when: null,
    },
  ],
});

it('makes keys of titles, each unlike the others, and fills the language that is missing', () => {
  const schema = schemaOf(draft(), ['breast-lesions'])!;
  expect(schema.key).toBe('breast-lesions-2');
  expect(schema.segments.map(({ key }) => key)).toEqual(['lesion', 'lesion-2']);
  expect(schema.segments[1]!.title).toEqual({ en: 'Lesion', zh: 'Lesion' });
  expect(schema.fields[0]).toMatchObject({
    ...{ key: 'question-1', kind: 'single', title: { en: '所见', zh: '所见' } },
    options: [
      { key: 'benign', title: { en: 'Benign', zh: '良性' } },
      { key: 'malignant', title: { en: 'Malignant', zh: '恶性' } },
    ],
  });
});

it('asks a question only where an earlier one was answered so', () => {
  const more = { en: 'Margin', zh: '', kind: 'text', scope: 'item', required: true, options: '' } as const;
  const made = (when: { field: number; is: number[] } | null) =>
    schemaOf({ ...draft(), fields: [...draft().fields, { ...more, when }] }, [])!.fields[1]!.when;
  expect(made({ field: 0, is: [1] })).toEqual({ field: 'question-1', is: ['malignant'] });
  expect(made({ field: 0, is: [] })).toBeNull();
  expect(made({ field: 0, is: [7] })).toBeNull();
  const fields = [...draft().fields, { ...more, when: null }, { ...more, scope: 'region' as const, when: null }];
  expect(waitsFor(fields, 1)).toEqual([{ place: 0, options: ['Benign', 'Malignant'] }]);
  expect(waitsFor(fields, 2)).toEqual([]);
});

it('is none while something lacks its name or its options', () => {
  expect(schemaOf({ ...draft(), en: '', zh: ' ' }, [])).toBeNull();
  expect(schemaOf({ ...draft(), segments: [], fields: [] }, [])).toBeNull();
  const { fields } = draft();
  expect(schemaOf({ ...draft(), fields: [{ ...fields[0]!, options: '\n' }] }, [])).toBeNull();
});
