import { describe, expect, it } from 'vitest';
import { namesOneOf, suitabilityOf } from './suitability.ts';

const input = { modalities: ['CR', 'DX'], bodyParts: ['Chest'] };

describe('suitabilityOf', () => {
  it.each([
    ['DX', 'CHEST'],
    ['dx ', ' chest'],
    ['CR', 'Chest'],
  ])('finds nothing against %j of %j', (modality, bodyPart) => {
    expect(suitabilityOf({ modality, bodyPart }, input)).toEqual({ against: [], unknown: [] });
  });

  it('names everything against, modality first', () => {
    expect(suitabilityOf({ modality: 'CT', bodyPart: 'HEAD' }, input)).toEqual({
      against: [
        { attribute: 'modality', found: 'CT', wanted: 'CR, DX' },
        { attribute: 'body-part', found: 'HEAD', wanted: 'Chest' },
      ],
      unknown: [],
    });
  });

  it('takes what a file does not say as unknown', () => {
    expect(suitabilityOf({ modality: null, bodyPart: null }, input)).toEqual({
      against: [],
      unknown: [
        { attribute: 'modality', wanted: 'CR, DX' },
        { attribute: 'body-part', wanted: 'Chest' },
      ],
    });
  });

  it('does not ask for a body part where the manifest limits none', () => {
    const free = { ...input, bodyParts: [] };
    expect(suitabilityOf({ modality: 'DX', bodyPart: 'HEAD' }, free)).toEqual({ against: [], unknown: [] });
    expect(suitabilityOf({ modality: 'DX', bodyPart: null }, free).unknown).toEqual([]);
  });
});

describe('namesOneOf', () => {
  it('compares without case and padding, and never by a part of a word', () => {
    expect(namesOneOf(['AP', 'PA'], 'pa ')).toBe(true);
    expect(namesOneOf(['AP', 'PA'], 'P')).toBe(false);
    expect(namesOneOf([], 'PA')).toBe(false);
  });
});
