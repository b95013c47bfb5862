import { describe, expect, it } from 'vitest';
import type { ProviderName, ProviderTrial } from '../../src-shared/contract/verification.ts';
import { offeredProviders, providerOf, tryProviders, type Trying } from './providers.ts';

const trial = (provider: ProviderName, outcome: ProviderTrial['outcome']): ProviderTrial => ({
  provider,
  outcome,
  largestDifference: null,
  runMs: null,
  reason: null,
});

/** A runtime whose providers answer what is written here; one that is not written fails to open. */
function runtime(answers: Partial<Record<ProviderName, number[]>>): Trying & { open: Trying['open']; held: number } {
  const made = {
    held: 0,
    open: async (provider: ProviderName) => {
      const answer = answers[provider];
      if (!answer) throw new Error(`no ${provider} here`);
      made.held += 1;
      return { answer, release: async () => void (made.held -= 1) };
    },
    run: async (session: object) => ({ y: (session as { answer: number[] }).answer }),
  };
  return made;
}

const installed = (...providers: ProviderName[]) => providers.map((provider) => ({ provider, installed: true }));

describe('a provider', () => {
  it('is used when it gives the numbers of the CPU, and not when it gives others', async () => {
    const trials = await tryProviders(
      runtime({ cpu: [1, 2], cuda: [1, 2.0009], webgpu: [1, 2.002] }),
      installed('cuda', 'webgpu'),
      1e-3,
    );
    expect(trials).toMatchObject([
      { provider: 'cuda', outcome: 'agrees', largestDifference: expect.closeTo(0.0009, 6) },
      { provider: 'webgpu', outcome: 'disagrees', largestDifference: expect.closeTo(0.002, 6) },
    ]);
  });

  it.each([
    ['is no number', [NaN, 2]],
    ['is infinite', [Infinity, 2]],
    ['is missing', [1]],
    ['is one too many', [1, 2, 3]],
  ])('disagrees when an answer %s', async (_name, answer) => {
    const [found] = await tryProviders(runtime({ cpu: [1, 2], cuda: answer }), installed('cuda'), 1e9);
    expect(found).toMatchObject({ outcome: 'disagrees', largestDifference: null });
  });

  it('that can’t be opened is missing, with the runtime’s words, and the next one is tried', async () => {
    const trials = await tryProviders(runtime({ cpu: [1], webgpu: [1] }), installed('cuda', 'webgpu'), 0);
    expect(trials).toMatchObject([
      { provider: 'cuda', outcome: 'missing', reason: 'no cuda here' },
      { provider: 'webgpu', outcome: 'agrees', reason: null },
    ]);
  });

  it('that is not installed is not even opened', async () => {
    const [found] = await tryProviders(runtime({}), [{ provider: 'cuda', installed: false }], 0);
    expect(found).toMatchObject({ outcome: 'missing', reason: 'not installed' });
  });

  it('gives its memory back after the trial, whatever came of it', async () => {
    const all = runtime({ cpu: [1], cuda: [2], webgpu: [1] });
    await tryProviders(all, installed('cuda', 'webgpu', 'dml'), 0);
    expect(all.held).toBe(0);
  });

  it('is asked of the runtime: those that it names, fastest first, TensorRT and the CPU never', () => {
    const backends = [
      { name: 'cpu', bundled: true },
      { name: 'webgpu', bundled: true },
      { name: 'tensorrt', bundled: false },
      { name: 'cuda', bundled: false },
    ];
    expect(offeredProviders(backends, () => false)).toEqual([
      { provider: 'cuda', installed: false },
      { provider: 'webgpu', installed: true },
    ]);
    expect(offeredProviders([{ name: 'cpu', bundled: true }], () => true)).toEqual([]);
  });

  it('is the first that agreed, unless another that agreed was chosen', () => {
    const trials = [trial('cuda', 'disagrees'), trial('dml', 'agrees'), trial('webgpu', 'agrees')];
    expect(providerOf('auto', trials)).toBe('dml');
    expect(providerOf('webgpu', trials)).toBe('webgpu');
    expect(providerOf('cpu', trials)).toBe('cpu');
    expect(providerOf('cuda', trials)).toBe('cpu');
    expect(providerOf('auto', [])).toBe('cpu');
  });
});
