import { describe, expect, it } from 'vitest';
import type { ModelId, ResultId } from '../contract/ids.ts';
import { exportedLabels } from './export-item.ts';
import { EMPTY_LABELLING, maskKey, type Drawer, type Layer } from './labelling.ts';

const model = (touched: boolean): Drawer => ({
  ...{ by: 'model', modelId: 'chest-lungs' as ModelId, version: '1.2.0', resultId: 4 as ResultId, touched },
});
const title = { en: 'Lung', zh: '肺' };
const segments = [1, 2].map((number) => ({
  ...{ number, key: `lung-${number}`, title, colour: '#ff0000', code: null, drawn: 'mask' as const, overlaps: true },
}));

function labelling(layers: readonly Omit<Layer, 'hidden'>[]) {
  return {
    ...EMPTY_LABELLING,
    layers: new Map(layers.map((layer) => [layer.uid, { ...layer, hidden: false }])),
    masks: new Map(layers.map(({ uid }, i) => [maskKey(uid, 3), { layer: uid, slice: 3, runs: [i, 2, 4 - i] }])),
  };
}

describe('labels for export', () => {
  it('are one mask a segment, whoever drew it', () => {
    const { masks, models } = exportedLabels(
      labelling([
        { uid: 'a', segment: 1, drawer: { by: 'person' } },
        { uid: 'b', segment: 1, drawer: model(true) },
        { uid: 'c', segment: 2, drawer: { by: 'person' } },
      ]),
      { segments },
      6,
    );
    expect(masks).toEqual([
      { segment: 1, slices: [{ slice: 3, runs: [0, 3, 3] }] },
      { segment: 2, slices: [{ slice: 3, runs: [2, 2, 2] }] },
    ]);
    expect(models).toEqual([{ modelId: 'chest-lungs', version: '1.2.0', touched: true }]);
  });

  it('leave out what only a model drew, and say so; or say that nobody touched it', () => {
    const state = labelling([
      { uid: 'a', segment: 1, drawer: { by: 'person' } },
      { uid: 'b', segment: 1, drawer: model(false) },
    ]);
    const without = exportedLabels(state, { segments }, 6);
    expect(without).toMatchObject({ masks: [{ slices: [{ runs: [0, 2, 4] }] }], models: [], untouched: 1 });
    const all = exportedLabels(state, { segments }, 6, { withUntouched: true });
    expect(all).toMatchObject({
      masks: [{ slices: [{ runs: [0, 3, 3] }] }],
      models: [{ touched: false }],
      untouched: 0,
    });
  });
});
