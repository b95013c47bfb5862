import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { majority, staple } from './consensus.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { krippendorffAlpha } from './krippendorff.ts';
import truth from './several-readers.fixture.json' with { type: 'json' };

describe('several readers', () => {
  it.each(truth.fleiss)('agree beyond chance as statsmodels says: case %#', ({ counts, kappa }) => {
    expect(fleissKappa(counts)).toBeCloseTo(kappa, 12);
  });

  it.each(truth.alpha)(
    'agree as NLTK says, whoever did not answer: case %#',
    ({ cases, nominal, interval, ordinal }) => {
      expect(krippendorffAlpha(cases, 'nominal')).toBeCloseTo(nominal, 12);
      expect(krippendorffAlpha(cases, 'interval')).toBeCloseTo(interval, 12);
      expect(krippendorffAlpha(cases, 'ordinal')).toBeCloseTo(ordinal, 12);
    },
  );

  it('who say the same agree wholly, and where all say one thing nobody knows', () => {
    expect(fleissKappa([[3, 0], [0, 3]])).toBe(1); // prettier-ignore
    expect(fleissKappa([[3, 0], [3, 0]])).toBeNaN(); // prettier-ignore
    expect(krippendorffAlpha([[1, 1], [2, 2], [5]], 'ordinal')).toBe(1); // prettier-ignore
    expect(krippendorffAlpha([[1], [2]], 'nominal')).toBeNaN(); // prettier-ignore
  });

  it('of whom some did not answer have no Fleiss’ kappa', () => {
    expect(() => fleissKappa([[2, 1], [1, 1]])).toThrow(RangeError); // prettier-ignore
    expect(() => fleissKappa([[1, 0]])).toThrow(RangeError);
  });
});

describe.each(truth.staple)('a consensus of masks: case %#', ({ masks, majority: most, likely, ...worth }) => {
  const given = masks.map((mask) => Uint8Array.from(mask, Number));

  it('is what most drew', () => {
    expect(majority(given).join('')).toBe(most);
  });

  it('weighs readers as STAPLE written out in numpy', () => {
    const found = staple(given);
    found.likely.forEach((value, i) => expect(value).toBeCloseTo(likely[i]!, 5));
    found.sensitivity.forEach((p, reader) => expect(p).toBeCloseTo(worth.sensitivity[reader]!, 6));
    found.specificity.forEach((q, reader) => expect(q).toBeCloseTo(worth.specificity[reader]!, 6));
    staple(given.toReversed()).likely.forEach((value, i) => expect(value).toBeCloseTo(likely[i]!, 5));
  });
});

describe('a consensus', () => {
  const masks = fc.integer({ min: 1, max: 30 }).chain((size) =>
    fc.array(
      fc.array(fc.constantFrom(0, 1), { minLength: size, maxLength: size }).map((mask) => Uint8Array.from(mask)),
      { minLength: 2, maxLength: 5 },
    ),
  );

  it('of equal masks is that mask', () => {
    fc.assert(
      fc.property(masks, ([mask]) => {
        const same = [mask!, mask!, mask!];
        expect(majority(same)).toEqual(mask);
        expect(staple(same).likely.map((likely) => (likely >= 0.5 ? 1 : 0))).toEqual(Float32Array.from(mask!));
      }),
    );
  });

  it('is a likelihood, and most is most in whatever order the readers come', () => {
    fc.assert(
      fc.property(masks, (masks) => {
        expect(majority(masks)).toEqual(majority(masks.toReversed()));
        for (const likely of staple(masks).likely) expect(likely >= 0 && likely <= 1).toBe(true);
      }),
    );
  });

  it('of one, of too many, or of masks of different sizes is refused', () => {
    expect(() => majority([])).toThrow(RangeError);
    expect(() => staple([Uint8Array.of(1)])).toThrow(RangeError);
    expect(() => staple(Array.from({ length: 17 }, () => Uint8Array.of(1)))).toThrow(RangeError);
    expect(() => majority([Uint8Array.of(1), Uint8Array.of(1, 0)])).toThrow(RangeError);
  });
});
