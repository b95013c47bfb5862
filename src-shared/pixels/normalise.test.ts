import { describe, expect, it } from 'vitest';
import { percentileRange, standardise } from './normalise.ts';

describe('percentileRange', () => {
  it('cuts what lies outside the percentiles', () => {
    const values = Float32Array.from({ length: 101 }, (_, i) => i);
    const ranged = percentileRange(values, 10, 90);
    expect([ranged[0], ranged[10], ranged[50], ranged[90], ranged[100]]).toEqual([0, 0, 0.5, 1, 1]);
  });

  it('makes a flat picture all zeros', () => {
    expect([...percentileRange(Float32Array.of(5, 5, 5), 0.5, 99.5)]).toEqual([0, 0, 0]);
  });
});

describe('standardise', () => {
  it('subtracts the mean and divides by the deviation', () => {
    expect([...standardise(Float32Array.of(0.5, 1), 0.5, 0.25)]).toEqual([0, 2]);
  });
});
