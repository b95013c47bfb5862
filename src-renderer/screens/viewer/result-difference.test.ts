import { describe, expect, it } from 'vitest';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import { differenceBetween } from './result-difference.ts';

const result = (more: Partial<AnalysisResult>) =>
  ({
    model: { id: 'm', version: '1.0.0', sha256: '' },
    verdict: 'stated',
    operatingPoint: null,
    probabilities: {},
    ...more,
  }) as unknown as AnalysisResult;

describe('the difference from an earlier result', () => {
  it('is told in percentage points of what is said now', () => {
    const point = { name: 'default', label: 'a', threshold: 0.5, indeterminate: null };
    const earlier = result({ verdict: 'below', operatingPoint: point, probabilities: { a: 0.31 } });
    const later = result({ verdict: 'above', operatingPoint: point, probabilities: { a: 0.72 } });
    expect(differenceBetween(earlier, later)).toMatchObject({
      verdict: 'below',
      probability: { label: 'a', was: 0.31, points: 41 },
      headlineWas: null,
      otherVersion: null,
    });
  });

  it('names the label that was likeliest before', () => {
    const earlier = result({ probabilities: { a: 0.7, b: 0.3 } });
    const later = result({ probabilities: { a: 0.4, b: 0.6 } });
    expect(differenceBetween(earlier, later)).toMatchObject({ verdict: null, headlineWas: 'a' });
  });

  it('is the growth of an outline, and none is made up where there was nothing', () => {
    const segment = (label: string, areaPx: number) => ({ label, areaPx, areaMm2: null, volumeMm3: null }) as never;
    const earlier = result({ segments: [segment('lung', 200), segment('nodule', 0)] });
    const later = result({ segments: [segment('lung', 250), segment('nodule', 9)] });
    expect(differenceBetween(earlier, later).segments).toEqual([
      { label: 'lung', grew: 0.25 },
      { label: 'nodule', grew: null },
    ]);
  });

  it('says when another version had spoken', () => {
    const earlier = result({ model: { id: 'm', version: '0.9.0', sha256: '' } as never });
    expect(differenceBetween(earlier, result({})).otherVersion).toBe('0.9.0');
  });

  it('compares no probability with a refusal', () => {
    const earlier = result({ verdict: 'refused' });
    const later = result({ probabilities: { a: 0.7, b: 0.3 } });
    expect(differenceBetween(earlier, later)).toMatchObject({ verdict: 'refused', probability: null });
  });
});

it('compares outlines of two studies by their size in the patient, not by pixels of different size', () => {
  const outlined = (areaPx: number, areaMm2: number | null) =>
    result({ segments: [{ label: 'lung', areaPx, areaMm2, volumeMm3: null, confidence: null, interval: null }] });
  const grown = (was: AnalysisResult, is: AnalysisResult) => differenceBetween(was, is).segments[0]?.grew;
  expect(grown(outlined(1000, 200), outlined(4000, 300))).toBeCloseTo(0.5, 9);
  expect(grown(outlined(1000, null), outlined(1500, null))).toBeCloseTo(0.5, 9);
});
