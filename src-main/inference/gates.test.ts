import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { GateAttributes } from '../../src-shared/imaging/instance.ts';
import { attributeGate } from './gates.ts';

const input: ModelManifest['input'] = {
  ...ModelManifest.parse(shipped).input,
  modalities: ['CR', 'DX'],
  bodyParts: ['CHEST', 'THORAX'],
  views: ['AP', 'PA'],
  ageYears: [1, 5],
};
const fitting: GateAttributes = {
  container: 'dicom',
  modality: 'DX',
  bodyPart: 'CHEST',
  viewPosition: 'AP',
  ageYears: 3,
};
const word = (change: Partial<GateAttributes>, wanted: Partial<ModelManifest['input']> = {}) =>
  attributeGate({ ...fitting, ...change }, { ...input, ...wanted });

describe('the gate before a network', () => {
  it('has nothing to say of a film that the network was made for', () => {
    expect(word({})).toEqual({ refusal: null, warnings: [] });
  });

  it.each([
    ['modality', { modality: 'CT' }, 'modality-unsuitable', 'CT', 'CR, DX'],
    ['body part', { bodyPart: 'SKULL' }, 'body-part-unsuitable', 'SKULL', 'CHEST, THORAX'],
  ] as const)('refuses another %s and says what was found and what is wanted', (_name, change, code, found, wanted) => {
    expect(word(change)).toEqual({ refusal: { code, details: { found, wanted } }, warnings: [] });
  });

  it('names the modality first where body part and modality are both wrong', () => {
    expect(word({ modality: 'MR', bodyPart: 'KNEE' }).refusal?.code).toBe('modality-unsuitable');
  });

  it('warns of a view that the network never saw, and does not refuse it', () => {
    expect(word({ viewPosition: 'LL' })).toEqual({
      refusal: null,
      warnings: [{ code: 'view-unsuitable', details: { found: 'LL', wanted: 'AP, PA' } }],
    });
  });

  it('warns of everything that a picture does not say of itself, and never refuses for it', () => {
    const { refusal, warnings } = word({
      container: 'jpeg',
      modality: null,
      bodyPart: null,
      viewPosition: null,
      ageYears: null,
    });
    expect(refusal).toBeNull();
    expect(warnings.map(({ code }) => code)).toEqual([
      'modality-unknown',
      'body-part-unknown',
      'view-unknown',
      'age-unknown',
    ]);
  });

  it('warns where the file says that writing is part of the picture', () => {
    expect(word({ burntIn: true })).toEqual({ refusal: null, warnings: [{ code: 'text-burnt-in', details: {} }] });
  });

  it('goes on warning where it refuses', () => {
    const { refusal, warnings } = word({ modality: 'CT', viewPosition: 'LL', ageYears: 80 });
    expect(refusal?.code).toBe('modality-unsuitable');
    expect(warnings.map(({ code }) => code)).toEqual(['view-unsuitable', 'age-unsuitable']);
  });

  it.each([
    [0.99, false],
    [1, true],
    [5, true],
    // five until the sixth birthday
    [5.99, true],
    [6, false],
    [0, false],
    [90, false],
  ])('knows whether an age of %s years is inside 1 to 5', (ageYears, inside) => {
    const { refusal, warnings } = word({ ageYears });
    expect(refusal).toBeNull();
    expect(warnings).toEqual(
      inside ? [] : [{ code: 'age-unsuitable', details: { found: Math.floor(ageYears), low: 1, high: 5 } }],
    );
  });

  it.each([
    [0.5, true],
    [0.51, false],
    [1, false],
  ])('knows whether an age of %s years is inside the first half year', (ageYears, inside) => {
    expect(word({ ageYears }, { ageYears: [0, 0.5] }).warnings).toHaveLength(inside ? 0 : 1);
  });

  it('reads codes in any case and with the padding that DICOM allows', () => {
    expect(word({ modality: 'dx ', bodyPart: ' Chest', viewPosition: 'pa ' })).toEqual({ refusal: null, warnings: [] });
  });

  const volume = { plane: 'sagittal', axes: null, spacingMm: [3, 0.5, 0.5] } as const;
  const slices: Partial<ModelManifest['input']> = {
    planes: ['axial'],
    spacingRangeMm: [
      [1, 2.5],
      [0.3, 1],
      [0.3, 1],
    ],
  };
  const lying = (geometry: Parameters<typeof attributeGate>[2], wanted: Partial<ModelManifest['input']> = slices) =>
    attributeGate(fitting, { ...input, ...wanted }, geometry);

  it('warns of slices of another plane or spacing, and of those that nobody knows', () => {
    expect(lying(volume)).toEqual({
      refusal: null,
      warnings: [
        { code: 'plane-unsuitable', details: { found: 'sagittal', wanted: 'axial' } },
        { code: 'spacing-unsuitable', details: { found: 3, low: 1, high: 2.5 } },
      ],
    });
    expect(lying({ plane: 'axial', axes: null, spacingMm: [2.50001, 0.3, 1] })).toEqual({
      refusal: null,
      warnings: [],
    });
    expect(lying(undefined).warnings.map(({ code }) => code)).toEqual(['plane-unknown', 'spacing-unknown']);
    expect(lying(undefined, { ...slices, strict: ['plane', 'spacing'] }).refusal).toBeNull();
  });

  it.each([
    ['view', { viewPosition: 'LL' }, 'view-unsuitable'],
    ['age', { ageYears: 40 }, 'age-unsuitable'],
  ] as const)('refuses another %s where the manifest is strict', (what, change, code) => {
    expect(word(change, { strict: [what] })).toMatchObject({ refusal: { code }, warnings: [] });
    expect(word({ ...change, modality: 'CT' }, { strict: [what] }).refusal?.code).toBe('modality-unsuitable');
    expect(word({ viewPosition: null, ageYears: null }, { strict: [what] }).refusal).toBeNull();
  });

  it('refuses another plane where the manifest is strict, and still warns of the rest', () => {
    const { refusal, warnings } = lying(volume, { ...slices, strict: ['plane'] });
    expect([refusal?.code, warnings.map(({ code }) => code)]).toEqual(['plane-unsuitable', ['spacing-unsuitable']]);
  });

  it('says which order of axes a picture of another plane has, and refuses it only where the manifest is strict', () => {
    const across = { plane: 'sagittal', axes: 'LIP', spacingMm: null } as const;
    const details = { found: 'IP', wanted: 'PL' };
    expect(lying(across, { orientation: 'PL' })).toEqual({
      refusal: null,
      warnings: [{ code: 'orientation-unsuitable', details }],
    });
    expect(lying(across, { orientation: 'PL', strict: ['orientation'] }).refusal?.details).toEqual(details);
    expect(lying({ ...across, axes: 'IAR' }, { orientation: 'PL', strict: ['orientation'] })).toEqual({
      refusal: null,
      warnings: [],
    });
    expect(lying(undefined, { orientation: 'PL', strict: ['orientation'] })).toEqual({
      refusal: null,
      warnings: [{ code: 'orientation-unknown', details: {} }],
    });
  });

  it('asks for nothing that the manifest does not limit', () => {
    const free = { bodyParts: [], views: [], ageYears: null };
    expect(word({ bodyPart: null, viewPosition: null, ageYears: null }, free).warnings).toEqual([]);
    expect(word({ bodyPart: 'SKULL', viewPosition: 'LL', ageYears: 90 }, free)).toEqual({
      refusal: null,
      warnings: [],
    });
  });

  it('refuses every modality that is not on the list, whatever else fits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 16 }), (modality) => {
        const listed = ['CR', 'DX'].includes(modality.trim().toUpperCase());
        expect(word({ modality }).refusal === null).toBe(listed);
      }),
    );
  });
});
