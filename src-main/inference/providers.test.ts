import { describe, expect, it, vi } from 'vitest';
import type { ProviderName, ProviderTrial } from '../../src-shared/contract/verification.ts';
import { offeredProviders, providerOf, tryProvider, type Trying } from './providers.ts';

const trial = (
  provider: ProviderName,
  outcome: ProviderTrial['outcome'],
  runMs = 1,
  cpuMs?: number,
): ProviderTrial => ({
  provider,
  outcome,
  largestDifference: null,
  runMs,
  ...(cpuMs === undefined ? {} : { cpuMs }),
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

const tryAll = (trying: Trying, tolerance: number, ...providers: ProviderName[]) =>
  Promise.all(providers.map((provider) => tryProvider(trying, { provider, installed: true }, tolerance)));

describe('a provider', () => {
  it('is used when it gives the numbers of the CPU, and not when it gives others', async () => {
    const answers = { cpu: [1, 2], cuda: [1, 2.0009], webgpu: [1, 2.002] };
    const trials = await tryAll(runtime(answers), 1e-3, 'cuda', 'webgpu');
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
    const [found] = await tryAll(runtime({ cpu: [1, 2], cuda: answer }), 1e9, 'cuda');
    expect(found).toMatchObject({ outcome: 'disagrees', largestDifference: null });
  });

  it('that can’t be opened is missing, with the runtime’s words', async () => {
    const trials = await tryAll(runtime({ cpu: [1], webgpu: [1] }), 0, 'cuda', 'webgpu');
    expect(trials).toMatchObject([
      { provider: 'cuda', outcome: 'missing', reason: 'no cuda here' },
      { provider: 'webgpu', outcome: 'agrees', reason: null },
    ]);
  });

  it('that is not installed is not even opened', async () => {
    const found = await tryProvider(runtime({}), { provider: 'cuda', installed: false }, 0);
    expect(found).toMatchObject({ outcome: 'missing', reason: 'not installed' });
  });

  it('gives its memory back after the trial, whatever came of it', async () => {
    const all = runtime({ cpu: [1], cuda: [2], webgpu: [1] });
    await tryAll(all, 0, 'cuda', 'webgpu', 'dml');
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

  it('is timed by a run after its first, which compiles, and so is the CPU', async () => {
    const waits = { cpu: [40, 4], webgpu: [80, 20] } as Record<ProviderName, number[]>;
    const slow: Trying = {
      open: async (provider) => ({ provider, release: async () => undefined }),
      run: async (session) => {
        const wait = waits[(session as unknown as { provider: ProviderName }).provider].shift() as number;
        await new Promise((resolve) => setTimeout(resolve, wait));
        return { y: [1] };
      },
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    try {
      const trying = tryProvider(slow, { provider: 'webgpu', installed: true }, 0);
      await vi.advanceTimersByTimeAsync(1000);
      expect(await trying).toMatchObject({ outcome: 'agrees', runMs: 20, cpuMs: 4 });
    } finally {
      vi.useRealTimers();
    }
  });

  it('is the quickest that agreed, the CPU among them, unless another that agreed was chosen', () => {
    const trials = [trial('cuda', 'disagrees', 1, 9), trial('dml', 'agrees', 5, 9), trial('webgpu', 'agrees', 20, 9)];
    expect(providerOf('auto', trials)).toBe('dml');
    expect(providerOf('auto', [trial('cuda', 'agrees', 6, 9), ...trials])).toBe('dml');
    expect(providerOf('auto', trials.slice(2))).toBe('cpu');
    expect(providerOf('webgpu', trials)).toBe('webgpu');
    expect(providerOf('cpu', trials)).toBe('cpu');
    expect(providerOf('cuda', trials)).toBe('cpu');
    expect(providerOf('auto', [])).toBe('cpu');
  });

  it('of which nobody knows how long the CPU takes beside it is used by choice alone', () => {
    expect(providerOf('auto', [trial('webgpu', 'agrees')])).toBe('cpu');
    expect(providerOf('webgpu', [trial('webgpu', 'agrees')])).toBe('webgpu');
  });
});
