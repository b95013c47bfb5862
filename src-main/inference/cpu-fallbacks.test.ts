import { describe, expect, it } from 'vitest';
import type { AnalysisOutcome, ModelOnDisk } from './calls.ts';
import { CpuFallbacks } from './cpu-fallbacks.ts';

const chosenByProgram = { file: 'm.onnx', provider: 'webgpu', fallsBack: true, runMs: 3 } as unknown as ModelOnDisk;
const chosenByPerson = { file: 'm.onnx', provider: 'webgpu' } as unknown as ModelOnDisk;
const outcome = (name: string) => ({ provider: { name }, warnings: [] }) as unknown as AnalysisOutcome;

describe('a processor that the program chose and that fails', () => {
  it.each(['provider-missing', 'provider-lost', 'provider-disagrees'] as const)(
    'is replaced by the CPU at once after %s',
    (code) => {
      const fallbacks = new CpuFallbacks();
      expect(fallbacks.of(chosenByProgram)).toBe(chosenByProgram);
      expect(fallbacks.mayAnswer(chosenByProgram, code)).toBe(true);
      // one object, for a process is told of each once; how long the other took says nothing of it
      expect(fallbacks.of(chosenByProgram)).toBe(fallbacks.of(chosenByProgram));
      expect(fallbacks.of(chosenByProgram)).toEqual({ file: 'm.onnx', provider: 'cpu' });
    },
  );

  it.each(['model-crashed', 'model-timeout'] as const)('is replaced when it is asked again after %s', (code) => {
    const fallbacks = new CpuFallbacks();
    expect(fallbacks.mayAnswer(chosenByProgram, code)).toBe(false);
    expect(fallbacks.of(chosenByProgram).provider).toBe('cpu');
  });

  it('is asked again once somebody has verified a model anew', () => {
    const fallbacks = new CpuFallbacks();
    fallbacks.mayAnswer(chosenByProgram, 'provider-lost');
    fallbacks.forget();
    expect(fallbacks.of(chosenByProgram)).toBe(chosenByProgram);
  });

  it('stays where something else was the matter', () => {
    const fallbacks = new CpuFallbacks();
    expect(fallbacks.mayAnswer(chosenByProgram, 'model-output-invalid')).toBe(false);
    expect(fallbacks.of(chosenByProgram)).toBe(chosenByProgram);
  });

  it('is named by every answer that the CPU gave in its place, and by no other', () => {
    const fallbacks = new CpuFallbacks();
    expect(fallbacks.told(chosenByProgram, outcome('webgpu')).warnings).toEqual([]);
    fallbacks.mayAnswer(chosenByProgram, 'provider-lost');
    const warning = { code: 'provider-fell-back', details: { provider: 'webgpu' } };
    expect(fallbacks.told(chosenByProgram, outcome('cpu')).warnings).toEqual([warning]);
    expect(fallbacks.told(chosenByPerson, outcome('cpu')).warnings).toEqual([]);
  });
});

describe('a processor that a person chose', () => {
  it('is never replaced behind that person’s back', () => {
    const fallbacks = new CpuFallbacks();
    expect(fallbacks.mayAnswer(chosenByPerson, 'provider-lost')).toBe(false);
    expect(fallbacks.of(chosenByPerson)).toBe(chosenByPerson);
  });
});
