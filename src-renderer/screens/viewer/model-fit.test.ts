import { describe, expect, it } from 'vitest';
import type { ShownManifest, ShownModel } from '../../../src-shared/contract/records.ts';
import type { GateAttributes } from '../../../src-shared/imaging/instance.ts';
import { fitOf, fitsOf } from './model-fit.ts';

const manifest = { input: { modalities: ['CR', 'DX'], bodyParts: ['CHEST'] } } as unknown as ShownManifest;
const gate = (change: Partial<GateAttributes>): GateAttributes => ({
  container: 'dicom',
  modality: 'DX',
  bodyPart: 'CHEST',
  viewPosition: null,
  ageYears: null,
  ...change,
});

describe('fitOf', () => {
  it('suits a picture of the right kind', () => {
    expect(fitOf(manifest, gate({}))).toMatchObject({ suits: true, reasons: [] });
  });

  it('reads codes as the gate does: in any case and with padding', () => {
    expect(fitOf(manifest, gate({ modality: 'dx ', bodyPart: ' Chest ' }))).toMatchObject({ suits: true, reasons: [] });
  });

  it('names every reason against', () => {
    const fit = fitOf(manifest, gate({ modality: 'CT', bodyPart: 'HEAD' }));
    expect(fit.suits).toBe(false);
    expect(fit.reasons).toEqual([
      { kind: 'modality', is: 'CT', wanted: 'CR, DX' },
      { kind: 'body-part', is: 'HEAD', wanted: 'CHEST' },
    ]);
  });

  it('takes what a picture can’t say as unknown, with a warning', () => {
    const fit = fitOf(manifest, gate({ container: 'png', modality: null, bodyPart: null }));
    expect(fit.suits).toBe(true);
    expect(fit.reasons.map(({ kind }) => kind)).toEqual(['modality-unknown', 'body-part-unknown']);
  });

  it('does not let an unknown hide a reason against', () => {
    expect(fitOf(manifest, gate({ modality: null, bodyPart: 'HAND' })).suits).toBe(false);
  });
});

describe('fitsOf', () => {
  const model = (id: string, task: string, change: object = {}) =>
    ({
      state: 'ready',
      manifest: { id, task, input: { modalities: ['DX'], bodyParts: [], point: null, ...change } },
    }) as unknown as ShownModel;

  it('offers words before outlines before better pictures, what is certain first, and what does not suit last', () => {
    const shelf = [
      model('doubler', 'enhancement'),
      model('clicked', 'segmentation', { point: { default: 'centre', cropPx: [8, 8] } }),
      model('outliner', 'segmentation'),
      model('other', 'classification', { modalities: ['CT'] }),
      model('perhaps', 'classification', { bodyParts: ['CHEST'] }),
      model('classifier', 'classification'),
    ];
    const fits = fitsOf(shelf, gate({ bodyPart: null })).map(({ manifest: { id } }) => id);
    expect(fits).toEqual(['classifier', 'outliner', 'clicked', 'doubler', 'perhaps', 'other']);
  });
});
