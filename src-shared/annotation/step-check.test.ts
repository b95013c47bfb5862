import { describe, expect, it } from 'vitest';
import type { Field, LabelSchema } from './label-schema.ts';
import { EMPTY_LABELLING, type AnswerPlace, type Layer, type Shape, type Step } from './labelling.ts';
import { checkedStep, missingAnswers, StepRefused, type LabelledItem } from './step-check.ts';

const title = { en: 'x', zh: 'x' };
const option = (key: string) => ({ key, title, code: null });
const field = (key: string, scope: Field['scope'], change: object = {}): Field =>
  ({
    ...{ key, title, help: null, scope, required: true, when: null, kind: 'single' },
    ...{ options: [option('yes'), option('no')], ...change },
  }) as Field;
const segment = (number: number, drawn: 'mask' | 'box' | 'point' | 'polygon') => ({
  ...{ number, key: `s-${number}`, title, colour: '#00ff00', code: null, drawn, overlaps: false },
});
const schema: LabelSchema = {
  ...{ key: 'k', version: 1, title },
  fields: [
    field('seen', 'item'),
    field('why', 'item', { when: { field: 'seen', is: ['no'] } }),
    field('sharp', 'slice'),
    field('sure', 'region'),
    field('all', 'item', { kind: 'checklist', required: false }),
  ],
  segments: [segment(1, 'mask'), segment(2, 'box')],
};
const item: LabelledItem = { schema, rows: 4, columns: 5, slices: 2 };
const layer: Layer = {
  ...{ uid: '6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b01', segment: 1, drawer: { by: 'person' }, hidden: false },
};
const byModel: Layer['drawer'] = {
  ...{ by: 'model', modelId: 'm' as never, version: '1.0.0', resultId: 1 as never, touched: false },
};
const box: Shape = {
  ...{ uid: '6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b02', segment: 2, slice: 1, kind: 'box', drawer: { by: 'person' } },
  points: [
    [0, 0],
    [5, 4],
  ],
};
const step = (...changes: Step['changes']): Step => ({ name: 'test', changes });
const made = (given: Layer) => ({ what: 'layer' as const, uid: given.uid, before: null, after: given });
const painted = { what: 'pixels' as const, layer: layer.uid, slice: 0, toggled: [3, 2, 15] };
const drawn = (after: Shape) => ({ what: 'shape' as const, uid: after.uid, before: null, after });
const answer = (key: string, place: AnswerPlace, after: string) => ({
  ...{ what: 'answer' as const, field: key, place, before: null, after },
});

const take = (...steps: Step[]) => steps.reduce((state, one) => checkedStep(state, one, item), EMPTY_LABELLING);
const fault = (...steps: Step[]) => {
  try {
    take(...steps);
    return null;
  } catch (thrown) {
    return thrown instanceof StepRefused ? thrown.fault : thrown;
  }
};

describe('a step', () => {
  it('may make a layer and paint on it, draw a shape and answer about it', () => {
    const sure = answer('sure', { scope: 'region', uid: box.uid }, 'yes');
    expect(fault(step(made(layer), painted, drawn(box), sure))).toBeNull();
  });

  it('keeps to the size, the slices and the segments', () => {
    expect(fault(step(drawn({ ...box, slice: 2 })))).toBe('slice');
    expect(fault(step(drawn({ ...box, segment: 1 })))).toBe('segment');
    const outside: Shape['points'] = [
      [0, 0],
      [5.1, 4],
    ];
    expect(fault(step(drawn({ ...box, points: outside })))).toBe('size');
    expect(fault(step(made(layer), { ...painted, toggled: [20] }))).toBe('size');
    expect(fault(step({ what: 'state', segment: 7, before: 'to-do', after: 'done' }))).toBe('segment');
  });

  it('knows how things stand', () => {
    expect(fault(step(made(layer), made(layer)))).toBe('before');
    expect(fault(step({ what: 'state', segment: 1, before: 'done', after: 'flagged' }))).toBe('before');
    const hidden = { ...made(layer), before: { ...layer, hidden: true } };
    expect(fault(step(made(layer)), step(hidden))).toBe('before');
    expect(fault(step(made(layer), painted), step({ ...made(layer), before: layer, after: null }))).toBe('region');
  });

  it('answers at the place where the field is asked', () => {
    expect(fault(step(answer('sharp', { scope: 'slice', slice: 1 }, 'yes')))).toBeNull();
    expect(fault(step(answer('sharp', { scope: 'slice', slice: 2 }, 'yes')))).toBe('slice');
    expect(fault(step(answer('sharp', { scope: 'item' }, 'yes')))).toBe('field');
    expect(fault(step(answer('gone', { scope: 'item' }, 'yes')))).toBe('field');
    expect(fault(step(answer('seen', { scope: 'item' }, 'perhaps')))).toBe('answer');
    expect(fault(step(answer('sure', { scope: 'region', uid: box.uid }, 'yes')))).toBe('region');
  });

  it('leaves no answer about a region that it takes away', () => {
    const sure = answer('sure', { scope: 'region', uid: box.uid }, 'yes');
    const gone = { ...drawn(box), before: box, after: null };
    expect(fault(step(drawn(box), sure), step(gone))).toBe('region');
    expect(fault(step(drawn(box), sure), step({ ...sure, before: 'yes', after: null }, gone))).toBeNull();
  });

  it('says so when a person touches what a model drew', () => {
    const models = { ...layer, drawer: byModel };
    const taken = step(made(models), painted);
    const more = { ...painted, toggled: [0, 1, 19] };
    expect(fault(taken)).toBeNull();
    expect(fault(taken, step(more))).toBe('untouched');
    const touched = { ...models, drawer: { ...byModel, touched: true } };
    expect(fault(taken, step({ ...made(touched), before: models }, more))).toBeNull();
  });
});

describe('answers that are missing', () => {
  it('are those that are asked, at every place', () => {
    const missing = (...steps: Step[]) =>
      missingAnswers(take(...steps), schema, 2).map(({ field: key, place }) =>
        place.scope === 'slice' ? `${key} ${place.slice}` : key,
      );
    expect(missing()).toEqual(['seen', 'sharp 0', 'sharp 1']);
    // a layer with nothing inside is no region yet
    expect(missing(step(made(layer)))).not.toContain('sure');
    expect(missing(step(made(layer), painted))).toContain('sure');
    expect(missing(step(answer('seen', { scope: 'item' }, 'no')))).toContain('why');
    expect(missing(step(answer('seen', { scope: 'item' }, 'yes')))).toEqual(['sharp 0', 'sharp 1']);
  });

  it('count a checklist as answered once everything is ticked', () => {
    const strict = { ...schema, fields: [field('all', 'item', { kind: 'checklist' })] };
    const ticked = (...keys: string[]) =>
      checkedStep(EMPTY_LABELLING, step({ ...answer('all', { scope: 'item' }, ''), after: keys }), item);
    expect(missingAnswers(ticked('yes'), strict, 1)).toHaveLength(1);
    expect(missingAnswers(ticked('yes', 'no'), strict, 1)).toHaveLength(0);
  });
});
