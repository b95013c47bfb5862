import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf, picturesNote } from './repeat.ts';

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

  it('of another version of the program is the same where its numbers are, and its pictures are then not compared', () => {
    const rewritten = { ...said, artefacts: [{ kind: 'mask', sha256: 'b', name: 'b.png', bytes: 8 }] };
    const agreement = agreementOf(said, rewritten, true, 1e-3, false);
    expect(agreement.outcome).toBe('identical');
    expect(picturesNote(said, rewritten, agreement).map(({ code }) => code)).toEqual(['repeat-pictures-not-compared']);
    const other = { ...rewritten, segments: [{ label: 'lung', areaPx: 20_001 }] };
    expect(agreementOf(said, other, true, 1e-3, false).outcome).toBe('different');
  });

  it('on another provider says that nobody looked how far its pictures differ', () => {
    const redrawn = { artefacts: [{ kind: 'enhanced', sha256: 'b', name: 'b.png', bytes: 8 }] };
    const drawn = { artefacts: [{ kind: 'enhanced', sha256: 'a', name: 'a.png', bytes: 8 }] };
    const agreement = agreementOf(drawn, redrawn, false, 1e-3);
    expect(picturesNote(drawn, redrawn, agreement)).toHaveLength(1);
    expect(picturesNote(drawn, drawn, agreementOf(drawn, drawn, false, 1e-3))).toEqual([]);
    expect(picturesNote(drawn, redrawn, agreementOf(drawn, redrawn, true, 1e-3))).toEqual([]);
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
