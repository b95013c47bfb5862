import { describe, expect, it } from 'vitest';
import { roughGrid } from './grid.fixture.ts';
import { minMaxRange, percentileRange, standardise, windowRange, zScores } from './normalise.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const { values: rough } = roughGrid([3, 12, 10]);

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

describe('minMaxRange', () => {
  it('is numpy’s', () => {
    expect(farthest(minMaxRange(rough), expected.statistics.minMax)).toBeLessThan(1e-6);
  });

  it('leaves out what is no number, and makes it 0', () => {
    expect([...minMaxRange(Float32Array.of(NaN, -2, Infinity, 2, -Infinity, 0))]).toEqual([0, 0, 1, 1, 0, 0.5]);
    expect([...minMaxRange(Float32Array.of(NaN, 4))]).toEqual([0, 0]);
  });
});

describe('zScores', () => {
  it('are SciPy’s', () => {
    expect(farthest(zScores(rough), expected.statistics.zscore)).toBeLessThan(1e-6);
  });

  it('may be those of a part', () => {
    const values = Float32Array.of(-1024, -1024, 10, 30, NaN);
    expect([...zScores(values, (value) => value > 0)]).toEqual([-104.4, -104.4, -1, 1, 0].map(Math.fround));
    expect([...zScores(Float32Array.of(5, 5))]).toEqual([0, 0]);
  });
});

describe('windowRange', () => {
  it('is what a window shows, from 0 to 1', () => {
    const window = { center: 40, width: 400, function: 'LINEAR_EXACT' } as const;
    expect([...windowRange(Float32Array.of(-1000, -160, 40, 240, 3000, NaN), window)]).toEqual([0, 0, 0.5, 1, 1, 0]);
  });
});
