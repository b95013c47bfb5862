import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf } from './repeat.ts';

const said = {
  verdict: 'above',
  probabilities: { pneumonia: 0.91, bacterial: 0.4 },
  segments: [{ label: 'lung', areaPx: 20_000 }],
  artefacts: [{ kind: 'mask', sha256: 'a', name: 'a.png', bytes: 9 }],
};
const outcome = (again: unknown, sameProvider: boolean) => agreementOf(said, again, sameProvider, 1e-3).outcome;

describe('a repeated answer', () => {
  it('is identical where every part of it is', () => {
    expect(outcome(structuredClone(said), true)).toBe('identical');
    expect(outcome(structuredClone(said), false)).toBe('identical');
  });

  it.each([
    ['a probability a millionth away', { ...said, probabilities: { pneumonia: 0.910001, bacterial: 0.4 } }],
    ['an area of one pixel more', { ...said, segments: [{ label: 'lung', areaPx: 20_001 }] }],
    ['another picture', { ...said, artefacts: [{ kind: 'mask', sha256: 'b', name: 'b.png', bytes: 8 }] }],
  ])('with %s is different on the same provider and close on another', (_what, again) => {
    expect(outcome(again, true)).toBe('different');
    expect(outcome(again, false)).toBe('close');
  });

  it.each([
    ['another verdict', { ...said, verdict: 'below' }],
    ['a probability too far away', { ...said, probabilities: { pneumonia: 0.92, bacterial: 0.4 } }],
    ['a label fewer', { ...said, probabilities: { pneumonia: 0.91 } }],
    ['a number that is none', { ...said, probabilities: { pneumonia: Number.NaN, bacterial: 0.4 } }],
    ['a part more', { ...said, anomaly: { score: 1 } }],
    ['nothing', null],
  ])('with %s is different everywhere', (_what, again) => {
    expect(outcome(again, true)).toBe('different');
    expect(outcome(again, false)).toBe('different');
  });

  it('is identical exactly where its text is, whatever is said', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(agreementOf(a, JSON.parse(JSON.stringify(a)), true, 0).outcome).toBe('identical');
        const same = agreementOf(a, b, true, 0).outcome === 'identical';
        if (same) expect(agreementOf(b, a, true, 0).outcome).toBe('identical');
      }),
    );
  });
});
