import { describe, expect, it } from 'vitest';
import type { ShownModel } from '../../../src-shared/contract/records.ts';
import { filterModels, type ModelWords } from './model-filter.ts';

const words: ModelWords = {
  state: { ready: 'AI ready', 'not-verified': 'Not verified', superseded: 'Superseded', refused: 'Refused' },
  task: {
    classification: 'classification',
    segmentation: 'outline',
    sequence: 'sequence',
    enhancement: 'better picture',
    anomaly: 'anomaly',
  },
  source: { program: 'with the program', user: 'installed here' },
};

const model = (id: string, change: object = {}, more: Partial<ShownModel> = {}) =>
  ({
    ...{ key: `user/${id}`, folder: `${id}@1.0.0`, state: 'ready', source: 'user' },
    manifest: {
      ...{ id, version: '1.0.0', task: 'classification', title: { en: `Model ${id}`, zh: `模型 ${id}` } },
      input: { modalities: ['DX'], bodyParts: ['CHEST'], views: [] },
      outputs: [
        { kind: 'logits', labels: [{ id: 'a', title: { en: 'Pneumonia', zh: '肺炎' }, code: null, given: null }] },
      ],
      ...change,
    },
    ...more,
  }) as unknown as ShownModel;

const shelf = [
  model('lungs', { task: 'segmentation' }),
  model('skin', { input: { modalities: ['XC'], bodyParts: [], views: [] } }, { source: 'program' }),
  model('broken', {}, { manifest: null, state: 'refused' }),
];
const found = (typed: string) => filterModels(shelf, typed, words).map(({ key }) => key.slice(5));

describe('the filter of the models', () => {
  it('leaves all of them where nothing is typed', () => {
    expect(found('  ')).toEqual(['lungs', 'skin', 'broken']);
  });

  it.each([
    ['a name', 'SKIN', ['skin']],
    ['the other language', '模型 lungs', ['lungs']],
    ['a modality and a body part', 'dx chest', ['lungs']],
    ['a label', '肺炎', ['lungs', 'skin']],
    ['a task', 'outline', ['lungs']],
    ['a state, also of one without a description', 'refused', ['broken']],
    ['where it comes from', 'installed here', ['lungs', 'broken']],
    ['nothing', 'mammography', []],
  ])('finds by %s', (_what, typed, expected) => {
    expect(found(typed)).toEqual(expected);
  });
});
