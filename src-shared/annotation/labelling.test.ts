import { describe, expect, it } from 'vitest';
import { afterStep, EMPTY_LABELLING, inverse, maskKey, type Layer, type Step } from './labelling.ts';

const layer: Layer = {
  uid: '6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b01',
  segment: 1,
  drawer: { by: 'person' },
  hidden: false,
};
const begin: Step = {
  name: 'brush',
  changes: [
    { what: 'layer', uid: layer.uid, before: null, after: layer },
    { what: 'pixels', layer: layer.uid, slice: 3, toggled: [2, 4, 3] },
  ],
};
const more: Step = {
  name: 'eraser',
  changes: [
    { what: 'pixels', layer: layer.uid, slice: 3, toggled: [2, 2, 5] },
    { what: 'answer', field: 'side', place: { scope: 'item' }, before: null, after: 'left' },
    { what: 'state', segment: 1, before: 'to-do', after: 'in-work' },
  ],
};

describe('a labelling', () => {
  it('stands as its steps made it', () => {
    const state = afterStep(afterStep(EMPTY_LABELLING, begin, 9), more, 9);
    expect(state.masks.get(maskKey(layer.uid, 3))?.runs).toEqual([4, 2, 3]);
    expect(state.answers.get('side')?.answer).toBe('left');
    expect(state.states.get(1)).toBe('in-work');
  });

  it('stands as before once a step is taken back', () => {
    const before = afterStep(EMPTY_LABELLING, begin, 9);
    const after = afterStep(afterStep(before, more, 9), inverse(more), 9);
    expect(after.masks).toEqual(before.masks);
    expect(after.answers).toEqual(before.answers);
    expect(afterStep(before, inverse(begin), 9).layers.size).toBe(0);
  });

  it('refuses pixels of a layer that is not there and slices of another size', () => {
    expect(() => afterStep(EMPTY_LABELLING, more, 9)).toThrow(RangeError);
    expect(() => afterStep(EMPTY_LABELLING, begin, 16)).toThrow(RangeError);
  });

  it('keeps a layer until its mask is empty', () => {
    const state = afterStep(EMPTY_LABELLING, begin, 9);
    const gone: Step = {
      name: 'layer-removed',
      changes: [{ what: 'layer', uid: layer.uid, before: layer, after: null }],
    };
    expect(() => afterStep(state, gone, 9)).toThrow(RangeError);
  });
});
