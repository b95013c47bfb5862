import { describe, expect, it } from 'vitest';
import { edgesFromCosines, edgesFromPatientOrientation } from './orientation.ts';

const unknown = { left: '?', right: '?', top: '?', bottom: '?' };

describe('letters at the edges', () => {
  it('put the patient’s right on the left of an axial slice', () => {
    expect(edgesFromCosines([1, 0, 0, 0, 1, 0])).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  it('put the head on top of coronal and sagittal slices', () => {
    expect(edgesFromCosines([1, 0, 0, 0, 0, -1])).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' });
    expect(edgesFromCosines([0, 1, 0, 0, 0, -1])).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' });
  });

  it('name an oblique direction by its strongest part first', () => {
    expect(edgesFromCosines([0.8, -0.6, 0, 0, 0, -1]).right).toBe('LA');
    expect(edgesFromCosines([0.8, -0.6, 0, 0, 0, -1]).left).toBe('RP');
  });

  it('are question marks where nobody knows', () => {
    for (const cosines of [null, [], [0, 0, 0, 0, 0, 0], [NaN, 0, 0, 0, 1, 0], [1, 0, 0, 1, 0, 0]]) {
      expect(edgesFromCosines(cosines)).toEqual(unknown);
    }
  });

  it('come from Patient Orientation where films have no cosines', () => {
    expect(edgesFromPatientOrientation(['L', 'F'])).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' });
    expect(edgesFromPatientOrientation(['', 'F'])).toEqual({ left: '?', right: '?', top: 'H', bottom: 'F' });
    expect(edgesFromPatientOrientation(['X', '<b>'])).toEqual(unknown);
    expect(edgesFromPatientOrientation(null)).toEqual(unknown);
  });
});
