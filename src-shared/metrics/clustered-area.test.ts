import { describe, expect, it } from 'vitest';
import { areaWithInterval } from './roc.ts';

/** 24 patients with one to three cases each, drawn with numpy's default_rng(5). */
const PATIENTS = [
  0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 9, 9, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14,
  14, 15, 15, 15, 16, 16, 16, 17, 18, 19, 19, 19, 20, 20, 21, 21, 22, 23, 23, 23,
].map(String);
const POSITIVE = [
  0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0,
  1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1,
].map(Boolean);
const SCORES = [
  -0.81, 0.21, -0.33, 0.76, 1.22, 0.72, -0.44, 0.71, 1.1, 0.03, 0.57, -0.58, -0.17, 0.98, -0.8, 0.88, -1.02, 0.72, 1.09,
  0.61, -0.4, -0.25, 0.84, 0.31, 1.49, 1.72, 1.05, 0.39, -1.07, -1.24, -1.71, -0.46, -1.74, 0.18, 0.15, -0.32, 0.58,
  1.12, -0.1, 1.18, 0.58, 1.73, 3.27, 0.83, -0.16, -0.39, 0.15, -0.28, 0.38, 1.73, 2.19, 2.27, 1.57, 1.56, 0.96, 2.49,
];
const cases = { scores: SCORES, positive: POSITIVE };

describe('the interval of an AUC over patients with several cases', () => {
  it('is Obuchowski’s', () => {
    // The paper's formulas over all pairs in numpy; a bootstrap of 4000 draws of patients has a standard error of 0.0602,
    // these formulas 0.0597.
    const { value, low, high } = areaWithInterval(cases, PATIENTS);
    expect(value).toBeCloseTo(0.7547892720306514, 12);
    expect(low).toBeCloseTo(0.6207223205274599, 12);
    expect(high).toBeCloseTo(0.8527112531178119, 12);
  });

  it('is DeLong’s where every patient has one case', () => {
    const alone = SCORES.map((_score, i) => `p${i}`);
    expect(areaWithInterval(cases, alone)).toEqual(areaWithInterval(cases));
    expect(areaWithInterval(cases).low).not.toBeCloseTo(areaWithInterval(cases, PATIENTS).low, 3);
  });

  it('counts patients, not pictures, where no case is called wrongly', () => {
    const perfect = { scores: [1, 2, 3, 7, 8, 9], positive: [false, false, false, true, true, true] };
    expect(areaWithInterval(perfect, ['a', 'b', 'c', 'd', 'd', 'd']).low).toBeCloseTo(0.05, 12);
    expect(areaWithInterval(perfect).low).toBeCloseTo(0.05 ** (1 / 3), 12);
  });
});
