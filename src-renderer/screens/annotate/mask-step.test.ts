import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../src-shared/annotation/label-schema.ts';
import { afterStep, EMPTY_LABELLING, maskKey, type Layer } from '../../../src-shared/annotation/labelling.ts';
import { pixelsOfRuns, runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import { checkedStep } from '../../../src-shared/annotation/step-check.ts';
import type { ModelId, ResultId } from '../../../src-shared/contract/ids.ts';
import { maskStep } from './mask-step.ts';

const segment = (number: number, overlaps: boolean): Segment => ({
  ...{ number, key: `s${number}`, title: { en: 'S', zh: '段' }, colour: '#ff0000', code: null },
  ...{ drawn: 'mask', overlaps },
});
const schema = { segments: [segment(1, false), segment(2, false), segment(3, true)] };
const uid = (n: number) => `6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b0${n}`;
const mine = (n: number): Layer => ({ uid: uid(n), segment: n, drawer: { by: 'person' }, hidden: false });
const models = (n: number): Layer => ({
  ...mine(n),
  drawer: { by: 'model', modelId: 'm' as ModelId, version: '1', resultId: 4 as ResultId, touched: false },
});
const draw = (...inside: number[]) => Uint8Array.from({ length: 9 }, (_, i) => Number(inside.includes(i)));
const inside = (state: typeof EMPTY_LABELLING, layer: Layer) => {
  const runs = state.masks.get(maskKey(layer.uid, 0))?.runs;
  return runs ? [...pixelsOfRuns(runs, 9).keys()].filter((i) => pixelsOfRuns(runs, 9)[i]) : [];
};
const item = {
  schema: { key: 'k', version: 1, title: { en: 'K', zh: '标' }, fields: [], segments: schema.segments },
  ...{ rows: 3, columns: 3, slices: 1 },
};

describe('a stroke', () => {
  it('makes its layer, and the segment is in work', () => {
    const step = maskStep('brush', EMPTY_LABELLING, schema, 9, [{ layer: mine(1), slice: 0, after: draw(4, 5) }])!;
    const state = checkedStep(EMPTY_LABELLING, step, item);
    expect(inside(state, mine(1))).toEqual([4, 5]);
    expect(state.states.get(1)).toBe('in-work');
  });

  it('that changes nothing is no step', () => {
    expect(maskStep('brush', EMPTY_LABELLING, schema, 9, [{ layer: mine(1), slice: 0, after: draw() }])).toBeNull();
  });

  it('takes pixels from a segment that may not lie under it, not from one that may, from a model’s or a locked one', () => {
    const layers = [mine(2), mine(3), { ...models(2), uid: uid(7) }];
    let state = EMPTY_LABELLING;
    for (const layer of layers) {
      // a model's layer comes with its pixels in one step
      const changes = [
        { what: 'layer' as const, uid: layer.uid, before: null, after: layer },
        { what: 'pixels' as const, layer: layer.uid, slice: 0, toggled: runsOf(draw(4, 5)) },
      ];
      state = afterStep(state, { name: 'brush', changes }, 9);
    }
    const edit = { layer: mine(1), slice: 0, after: draw(5, 6) };
    const after = checkedStep(state, maskStep('brush', state, schema, 9, [edit])!, item);
    expect(inside(after, layers[0]!)).toEqual([4]);
    expect(inside(after, layers[1]!)).toEqual([4, 5]);
    expect(inside(after, layers[2]!)).toEqual([4, 5]);
    const locked = new Set([uid(2)]);
    const spared = checkedStep(state, maskStep('brush', state, schema, 9, [edit], locked)!, item);
    expect(inside(spared, layers[0]!)).toEqual([4, 5]);
  });

  it('on a model’s mask says that a person touched it', () => {
    const layer = models(1);
    const changes = [
      { what: 'layer' as const, uid: layer.uid, before: null, after: layer },
      { what: 'pixels' as const, layer: layer.uid, slice: 0, toggled: runsOf(draw(0)) },
    ];
    const state = afterStep(EMPTY_LABELLING, { name: 'model-mask', changes }, 9);
    const step = maskStep('eraser', state, schema, 9, [{ layer, slice: 0, after: draw() }])!;
    expect(checkedStep(state, step, item).layers.get(layer.uid)?.drawer).toMatchObject({ touched: true });
  });
});
