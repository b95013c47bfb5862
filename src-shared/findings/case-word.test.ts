import { describe, expect, it } from 'vitest';
import { caseWord } from './case-word.ts';
import type { AnalysisResult, Verdict } from './result.ts';

const point = { name: 'default', label: 'nodule', threshold: 0.5, indeterminate: null };
const said = (verdict: Verdict, instanceId = 1, frame = 0, model = 'chest', operatingPoint: object | null = point) => ({
  result: {
    ...{ verdict, operatingPoint, probabilities: { nodule: 0.4 } },
    ...{ input: { instanceId, frame }, model: { id: model } },
  } as unknown as AnalysisResult,
});

describe('the word of a case', () => {
  it('is nothing where nothing was said', () => {
    expect(caseWord([])).toBeUndefined();
  });

  it.each<[string, Parameters<typeof said>[], number]>([
    ['the most severe of several films', [['below'], ['above', 2], ['indeterminate', 3]], 1],
    ['the undecided one before the one below', [['indeterminate'], ['below', 2]], 0],
    ['the newest of equal ones', [['above'], ['above', 2]], 1],
    ['the newest answer to one question', [['above'], ['below']], 1],
    [
      'that of any frame of a film',
      [
        ['above', 1, 0],
        ['below', 1, 1],
      ],
      0,
    ],
    [
      'that of any model',
      [
        ['above', 1, 0, 'chest'],
        ['below', 1, 0, 'hand'],
      ],
      0,
    ],
    [
      'no number that no operating point judges, beside one that is judged',
      [
        ['below', 1, 0, 'chest'],
        ['indeterminate', 1, 0, 'hand', null],
      ],
      0,
    ],
    ['no refusal that came later', [['below'], ['refused']], 0],
    ['the newest refusal where there is nothing else', [['refused'], ['refused', 2]], 1],
    ['what was insisted on after a refusal', [['refused'], ['below']], 1],
  ])('is %s', (_name, results, index) => {
    const all = results.map((one) => said(...one));
    expect(caseWord(all)).toBe(all[index]);
  });

  it('hears two stacks of one file, each with its own answer', () => {
    const stack = (verdict: Verdict, first: number) => {
      const volume = { instanceIds: [1], frames: 2, slices: [0, 1].map((i) => [0, first + i]) };
      const input = { instanceId: 1, frame: first, volume };
      return { result: { verdict, input, model: { id: 'chest' } } as unknown as AnalysisResult };
    };
    const all = [stack('above', 0), stack('below', 2)];
    expect(caseWord(all)).toBe(all[0]);
    expect(caseWord([...all, stack('below', 0)])?.result.verdict).toBe('below');
  });

  it('is not that of a part of a stack once the whole was asked about', () => {
    const stack = (verdict: Verdict, instanceIds: number[], model = 'lung') => {
      const input = { instanceId: instanceIds[0], frame: 0, volume: { instanceIds, frames: instanceIds.length } };
      return { result: { verdict, input, model: { id: model } } as unknown as AnalysisResult };
    };
    const part = stack('above', [1, 2]);
    const whole = stack('below', [1, 3, 2]);
    expect(caseWord([part, whole])).toBe(whole);
    // of another network, of another stack, and of a part that is asked about later
    for (const other of [stack('below', [1, 3, 2], 'liver'), stack('below', [1, 3, 4]), stack('below', [1])]) {
      expect(caseWord([part, other])).toBe(part);
    }
  });
});
