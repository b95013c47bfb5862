import { describe, expect, it } from 'vitest';
import { uncertaintyOf } from './uncertainty.ts';

const point = (threshold: number) => ({ name: 'p', label: 'x', threshold, indeterminate: null });

describe('how unsure a network was', () => {
  it('is most at its operating point, and falls to either side', () => {
    const at = (x: number) => uncertaintyOf({ operatingPoint: point(0.2), probabilities: { x, y: 0.5 } });
    expect(at(0.2)).toBe(1);
    expect([at(0), at(1)]).toEqual([0, 0]);
    expect(at(0.1)).toBeCloseTo(0.5);
    expect(at(0.6)).toBeCloseTo(0.5);
  });

  it('is the share of the most entropy without one', () => {
    const of = (...all: number[]) =>
      uncertaintyOf({ operatingPoint: null, probabilities: Object.fromEntries(all.entries()) });
    expect(of(0.25, 0.25, 0.25, 0.25)).toBeCloseTo(1);
    expect(of(1, 0, 0)).toBe(0);
    expect(of(0.5)).toBeCloseTo(1);
    // scipy.stats.entropy([0.7, 0.2, 0.1], base=3)
    expect(of(0.7, 0.2, 0.1)).toBeCloseTo(0.7298466991620611, 12);
    expect(of()).toBeNull();
  });
});
