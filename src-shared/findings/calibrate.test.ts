import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alongCurve, calibrated } from './calibrate.ts';
import { featureDistance, reconstructionError } from './domain-score.ts';

const none = { method: 'none' } as const;
const logits = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });

describe('calibrated probabilities', () => {
  it('of a softmax with a background leave the background out', () => {
    // scipy.special.softmax([1, 2, 0.5])
    const [a, b] = calibrated([1, 2, 0.5], ['a', 'b'], 'softmax', none);
    expect(a).toBeCloseTo(0.62853172, 7);
    expect(b).toBeCloseTo(0.14024438, 7);
  });

  it('are those of the network where it ends with them, held within 0 and 1', () => {
    expect(calibrated([0.2, 1.0000001, -1e-9], ['a', 'b', 'c'], 'identity', none)).toEqual([0.2, 1, 0]);
  });

  it('never leave 0 to 1 and keep the order of the logits under one temperature', () => {
    const softmax = { temperature: 2.5, ece: 0 };
    fc.assert(
      fc.property(logits, (numbers) => {
        const said = calibrated(numbers, ['a', 'b', 'c'], 'softmax', { method: 'temperature', softmax });
        expect(said.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        const best = numbers.indexOf(Math.max(...numbers));
        expect(said[best]).toBe(Math.max(...said));
      }),
    );
  });

  it('follow numpy.interp along a curve', () => {
    const [x, y] = [
      [0.1, 0.4, 0.9],
      [0, 0.6, 0.7],
    ];
    expect([0, 0.1, 0.25, 0.4, 0.65, 0.9, 1].map((at) => alongCurve(x!, y!, at))).toEqual(
      [0, 0, 0.3, 0.6, 0.65, 0.7, 0.7].map((wanted) => expect.closeTo(wanted, 12)),
    );
  });
});

describe('the distance from what a network learned', () => {
  it('is to the nearest centre, by the variance or the matrix, not squared', () => {
    const means = [
      [0, 0],
      [10, 0],
    ];
    expect(featureDistance([7, 4], { means })).toBe(5);
    expect(featureDistance([7, 4], { means, variance: [9, 16] })).toBeCloseTo(Math.SQRT2, 12);
    expect(featureDistance([7, 4], { means, whitening: { rows: 1, values: [0, 0.5] } })).toBe(2);
    expect(featureDistance([30, 40], { means: [[0.6, 0.8]], scaling: 'l2' })).toBeCloseTo(0, 12);
  });

  it('is none where the features are of another length', () => {
    expect(featureDistance([1, 2, 3], { means: [[0, 0]] })).toBeNull();
    expect(reconstructionError([1, 2], [1], 'mean-squared')).toBeNull();
    expect(reconstructionError([], [], 'mean-squared')).toBeNull();
  });

  it('is the mean difference of what was made again', () => {
    expect(reconstructionError([1, 2], [1, -1], 'mean-squared')).toBe(4.5);
    expect(reconstructionError([1, 2], [1, -1], 'mean-absolute')).toBe(1.5);
  });
});

describe('isotonic curves after a softmax', () => {
  const curve = { x: [0, 0.6, 1], y: [0, 0, 1], ece: 0.01 };
  const calibration = { method: 'isotonic' as const, labels: { a: curve, b: curve, c: curve } };

  it('give all labels the same where none of them has a share, never the uncalibrated one', () => {
    expect(calibrated([0.1, 0, -0.1], ['a', 'b', 'c'], 'softmax', calibration)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(calibrated([5, 0, 0], ['a', 'b', 'c'], 'softmax', calibration)).toEqual([1, 0, 0]);
  });
});
