import { expect, it } from 'vitest';
import type { Field } from '../../../src-shared/annotation/label-schema.ts';
import { draftOf, schemaOf, waitsFor, type SchemaDraft } from './schema-draft.ts';

const LESION_CODE = { scheme: 'SCT', value: '52988006', meaning: 'Lesion' };

const draft = (): SchemaDraft => ({
  ...{ en: 'Breast lesions', zh: '乳腺病灶' },
  segments: [
    { en: 'Lesion', zh: '病灶', colour: '#e69f00', drawn: 'mask', overlaps: false, was: null },
    { en: 'Lesion', zh: '', colour: '#56b4e9', drawn: 'box', overlaps: true, was: null },
  ],
  fields: [
    {
      en: '',
      zh: '所见',
      kind: 'single',
      scope: 'item',
      required: true,
      options: 'Benign | 良性\n\nMalignant|恶性\n',
      was: null,
      when: null,
    },
  ],
  was: null,
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
  const more = { en: 'Margin', zh: '', kind: 'text', scope: 'item', required: true, options: '', was: null } as const;
  const made = (when: { field: number; is: number[] } | null) =>
    schemaOf({ ...draft(), fields: [...draft().fields, { ...more, when }] }, [])!.fields[1]!.when;
  expect(made({ field: 0, is: [1] })).toEqual({ field: 'question-1', is: ['malignant'] });
  expect(made({ field: 0, is: [] })).toBeNull();
  expect(made({ field: 0, is: [7] })).toBeNull();
  const fields = [...draft().fields, { ...more, when: null }, { ...more, scope: 'region' as const, when: null }];
  expect(waitsFor(fields, 1)).toEqual([
    {
      place: 0,
      options: [
        { en: 'Benign', zh: '良性' },
        { en: 'Malignant', zh: '恶性' },
      ],
    },
  ]);
  expect(waitsFor(fields, 2)).toEqual([]);
});

it('keeps in the next version what was there by its key and number, and gives those of what went to nobody', () => {
  const first = schemaOf({ ...draft(), segments: [...draft().segments] }, [])!;
  const coded = { ...first, segments: first.segments.map((one) => ({ ...one, code: LESION_CODE })) };
  const change = draftOf(coded, 3);
  expect(schemaOf(change, [])).toEqual({ ...coded, version: 4 });
  change.segments.splice(1, 1);
  change.segments.push({ ...draft().segments[1]!, en: 'Lesion 2', was: null });
  change.segments[0]!.en = 'Mass';
  change.fields[0]!.options = 'Malignant | 恶性\nBenign | 良性的\n';
  const changed = schemaOf(change, ['breast-lesions'])!;
  expect(changed).toMatchObject({ key: 'breast-lesions', version: 4 });
  expect(changed.segments.map(({ number, key, title, code }) => [number, key, title.en, code])).toEqual([
    [1, 'lesion', 'Mass', LESION_CODE],
    [3, 'lesion-2-2', 'Lesion 2', null],
  ]);
  const { options } = changed.fields[0] as Extract<Field, { kind: 'single' }>;
  expect(options.map(({ key }) => key)).toEqual(['malignant', 'benign-2']);
});

it('is none while something lacks its name or its options', () => {
  expect(schemaOf({ ...draft(), en: '', zh: ' ' }, [])).toBeNull();
  expect(schemaOf({ ...draft(), segments: [], fields: [] }, [])).toBeNull();
  const { fields } = draft();
  expect(schemaOf({ ...draft(), fields: [{ ...fields[0]!, options: '\n' }] }, [])).toBeNull();
});
