import { describe, expect, it } from 'vitest';
import { ProviderName, ProviderTrial } from '../../../src-shared/contract/verification.ts';
import { keptOf } from './kept.ts';

const hash = 'a'.repeat(64);
const trial = { provider: 'cuda', outcome: 'missing', largestDifference: null, runMs: null, reason: 'no such device' };
const verification = {
  at: '2026-03-04T05:06:07.890Z',
  runtime: '1.30.0',
  threads: 2,
  largestDifference: 0,
  runMs: 1.5,
  providers: [
    trial,
    { ...trial, provider: 'dml', outcome: 'agrees', largestDifference: 1e-6, runMs: 2, cpuMs: 3, reason: null },
  ],
};
const refusal = { code: 'model-changed', details: { model: 'mean', bytes: 3 } };
const tested = {
  manifestSha256: hash,
  machine: 'a processor · linux x64',
  program: '0.1.0',
  verification,
  refusal: null,
};
const kept = {
  schema: 1,
  installed: { 'mean@1.0.0': hash },
  tested: [tested, { ...tested, verification: null, refusal }],
  chosen: { [hash]: 'auto', ['b'.repeat(64)]: 'cpu' },
};

const withTest = (change: object) => ({ ...kept, tested: [{ ...tested, ...change }] });
const withVerification = (change: object) => withTest({ verification: { ...verification, ...change } });
const withTrial = (change: object) => withVerification({ providers: [{ ...trial, ...change }] });
const withRefusal = (change: object) => withTest({ refusal: { ...refusal, ...change } });

describe('the memory of the registry', () => {
  it('is read as it was written', () => {
    const written = JSON.parse(JSON.stringify(kept)) as unknown;
    expect(keptOf(written)).toEqual(kept);
    expect(keptOf({ schema: 1, installed: {}, tested: [], chosen: {} })).not.toBeNull();
  });

  it('knows every place where a network can run', () => {
    for (const provider of ProviderName.options)
      expect(keptOf({ ...kept, chosen: { [hash]: provider } })).not.toBeNull();
  });

  it('knows everything that can come of trying one', () => {
    for (const outcome of ProviderTrial.shape.outcome.options) expect(keptOf(withTrial({ outcome }))).not.toBeNull();
    for (const outcome of ['toString', 'slow', null]) expect(keptOf(withTrial({ outcome }))).toBeNull();
    expect(keptOf(withTrial({ cpuMs: -1 }))).toBeNull();
  });

  it('is nothing where anything of it is not as it was written', () => {
    for (const json of [
      null,
      [],
      'kept',
      { ...kept, schema: 2 },
      { ...kept, installed: null },
      { ...kept, installed: [hash] },
      { ...kept, installed: { mean: 'abc' } },
      { ...kept, installed: { ['x'.repeat(201)]: hash } },
      { ...kept, tested: {} },
      { ...kept, tested: Array.from({ length: 10_001 }, () => tested) },
      { ...kept, tested: [null] },
      { ...kept, chosen: undefined },
      { ...kept, chosen: { mean: 'cpu' } },
      { ...kept, chosen: { [hash]: 'toString' } },
      withTest({ manifestSha256: 'A'.repeat(64) }),
      withTest({ machine: 'x'.repeat(301) }),
      withTest({ program: 1 }),
      withTest({ verification: undefined }),
      withTest({ refusal: undefined }),
      withVerification({ at: 'yesterday' }),
      withVerification({ at: '2026-13-04T05:06:07Z' }),
      withVerification({ runtime: null }),
      withVerification({ threads: 0 }),
      withVerification({ threads: 1.5 }),
      withVerification({ largestDifference: -1 }),
      withVerification({ runMs: '1' }),
      withVerification({ providers: null }),
      withVerification({ providers: Array.from({ length: 17 }, () => trial) }),
      withTrial({ provider: 'tpu' }),
      withTrial({ outcome: 'perhaps' }),
      withTrial({ largestDifference: -1 }),
      withTrial({ runMs: undefined }),
      withTrial({ reason: 'x'.repeat(301) }),
      withRefusal({ code: 'no-such-code' }),
      withRefusal({ details: { model: null } }),
      withRefusal({ details: [] }),
    ]) {
      expect(keptOf(json), JSON.stringify(json)?.slice(0, 200)).toBeNull();
    }
  });
});
