import { describe, expect, it } from 'vitest';
import { documentKindOf } from './object-kind.ts';

const STORAGE = '1.2.840.10008.5.1.4.1.1';

describe('an object without pixels', () => {
  it('is known by its class (PS3.4 B.5)', () => {
    for (const [uid, kind] of [
      [`${STORAGE}.104.1`, 'pdf'],
      [`${STORAGE}.104.2`, 'clinical-document'],
      [`${STORAGE}.104.3`, 'model-3d'],
      [`${STORAGE}.88.11`, 'report'],
      [`${STORAGE}.88.33`, 'report'],
      [`${STORAGE}.88.59`, 'key-objects'],
      [`${STORAGE}.11.1`, 'presentation-state'],
      [`${STORAGE}.9.1.1`, 'waveform'],
      [`${STORAGE}.481.3`, 'rt-structures'],
      [`${STORAGE}.481.5`, 'rt-plan'],
      [`${STORAGE}.66`, 'raw-data'],
      [`${STORAGE}.66.1`, 'registration'],
      [`${STORAGE}.67`, 'value-mapping'],
      [`${STORAGE}.91.1`, 'annotations'],
      [`${STORAGE}.4.2`, 'spectroscopy'],
      ['1.2.840.10008.1.3.10', 'directory'],
      ['1.2.840.10008.5.1.4.39.1', 'palette'],
      ['1.3.46.670589.5.0.1.1', 'other'],
      ['1.2.840.113619.4.30', 'other'],
    ] as const) {
      expect(documentKindOf(uid), uid).toBe(kind);
    }
  });

  it('of a class of pictures is damage, not a document', () => {
    for (const end of [
      '1',
      '1.1',
      '2',
      '2.1',
      '4',
      '4.1',
      '7',
      '66.4',
      '66.7',
      '481.1',
      '481.2',
      '77.1.6',
      '128',
      '20',
      '30',
    ]) {
      expect(documentKindOf(`${STORAGE}.${end}`), end).toBeNull();
    }
  });
});
