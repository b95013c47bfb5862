import { describe, expect, it } from 'vitest';
import type { CaseInstance } from '../../../src-shared/contract/records.ts';
import { axialSlice, type Change } from '../../../src-shared/imaging/series.fixture.ts';
import { presetsFor } from './window-presets.ts';

const slice = (change: Change = {}) => ({ id: 1, description: axialSlice(1, 0, change).description }) as CaseInstance;
const own = { CT: [{ name: 'Liver', center: 70, width: 160 }], MR: [{ name: 'Bright', center: 500, width: 900 }] };
const names = (instance: CaseInstance, mine = {}) =>
  presetsFor(instance, mine).map((choice) =>
    choice.kind === 'own' ? choice.name : choice.kind === 'named' ? choice.id : choice.number,
  );

describe('the windows on the number keys', () => {
  it('are those of the file, then the usual ones of CT', () => {
    const windows = [{ center: 10, width: 20, function: 'LINEAR' as const }];
    expect(names(slice({ pixels: { windows } }))).toEqual([
      ...[1, 'lung', 'mediastinum', 'abdomen', 'bone', 'brain', 'soft-tissue'],
    ]);
  });

  it('are the person’s own of that modality where there are any', () => {
    expect(names(slice(), own)).toEqual(['Liver']);
    expect(names(slice({ modality: 'MR' }), own)).toEqual(['Bright']);
    expect(names(slice({ modality: 'PT' }), own)).toEqual([]);
    expect(names(slice(), { CT: [] })).toEqual([]);
  });

  it('are none where they would not mean what they say', () => {
    expect(names(slice({ pixels: { rescale: { slope: 1, intercept: 0, unit: null } } }), own)).toEqual([]);
    expect(names(slice({ pixels: { samplesPerPixel: 3 } }), own)).toEqual([]);
    expect(names(slice({ pixels: { voiLut: { first: 0, bits: 8, values: [0] } } }), own)).toEqual([]);
  });
});
