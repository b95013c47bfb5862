import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByPatient } from './split.ts';

const SHARES = { train: 0.7, validation: 0.1, test: 0.2 };
const patients = fc
  .array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 200 })
  .map((sizes) => new Map(sizes.map((items, i) => [`patient ${i}`, items])));

describe('a split by patient', () => {
  it('puts every patient into one part, shares as near as whole patients allow', () => {
    fc.assert(
      fc.property(patients, fc.integer(), (given, seed) => {
        const parts = splitByPatient(given, SHARES, seed);
        expect([...parts.keys()].sort()).toEqual([...given.keys()].sort());
        const total = [...given.values()].reduce((sum, items) => sum + items, 0);
        const largest = Math.max(...given.values());
        for (const [part, share] of Object.entries(SHARES)) {
          const items = [...given]
            .filter(([patient]) => parts.get(patient) === part)
            .reduce((sum, [, n]) => sum + n, 0);
          expect(Math.abs(items - share * total)).toBeLessThanOrEqual(largest + 1e-9);
        }
      }),
    );
  });

  it('is the same for the same seed in any order, and another for another', () => {
    const given = new Map(Array.from({ length: 60 }, (_, i) => [`p${i}`, 1 + (i % 3)]));
    const one = splitByPatient(given, SHARES, 7);
    const reversed = new Map([...given].reverse());
    expect(new Map([...splitByPatient(reversed, SHARES, 7)].sort())).toEqual(new Map([...one].sort()));
    expect(splitByPatient(given, SHARES, 8)).not.toEqual(one);
  });

  it('gives nothing to a part that nobody wants', () => {
    const given = new Map(Array.from({ length: 9 }, (_, i) => [`p${i}`, 1]));
    const parts = [...splitByPatient(given, { train: 1, validation: 0, test: 0 }, 1).values()];
    expect(new Set(parts)).toEqual(new Set(['train']));
  });
});
