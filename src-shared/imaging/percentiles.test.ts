import { describe, expect, it } from 'vitest';
import expected from './numpy-percentiles.fixture.json' with { type: 'json' };
import { percentiles } from './percentiles.ts';

/** The same pseudo-random words as in the script that asked numpy. */
function words(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0));
}

const MAKERS = {
  uint8: (values: number[]) => Uint8Array.from(values, (value) => value >>> 24),
  int16: (values: number[]) => Int16Array.from(values, (value) => (value >>> 16) - 32_768),
  uint16: (values: number[]) => Uint16Array.from(values, (value) => value >>> 20),
  int32: (values: number[]) => Int32Array.from(values, (value) => value - 2 ** 31),
  float32: (values: number[]) => Float32Array.from(values, (value) => Math.fround(value / 2 ** 31 - 1) * 1000),
  uint32: (values: number[]) => Uint32Array.from(values),
};

describe('percentiles', () => {
  for (const { type, count, expected: values } of expected.cases) {
    it(`are numpy's for ${count} values of ${type}`, () => {
      const found = percentiles(MAKERS[type as keyof typeof MAKERS](words(count)), expected.at);
      found.forEach((value, i) => {
        const target = values[i] as number;
        expect(Math.abs(value - target)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(target)));
      });
    });
  }

  it('leave out an excluded range', () => {
    expect(percentiles(Int16Array.of(-2000, -2000, 1, 2, 3), [0, 50], { from: -2000, to: -2000 })).toEqual([1, 2]);
  });

  it('count excluded values when there are no others', () => {
    expect(percentiles(Uint8Array.of(7, 7), [50], { from: 7, to: 7 })).toEqual([7]);
  });

  it('do not count what is no number, in either precision', () => {
    for (const values of [Float32Array.of(NaN, 3, -Infinity, 1, Infinity, 2), Float64Array.of(1, NaN, 2, 3)]) {
      expect(percentiles(values, [0, 50, 100])).toEqual([1, 2, 3]);
    }
  });

  it('of nothing are no numbers', () => {
    expect(percentiles(new Uint8Array(), [50])).toEqual([NaN]);
    expect(percentiles(Float32Array.of(NaN), [50])).toEqual([NaN]);
  });
});
