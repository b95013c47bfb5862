import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cohensKappa } from './agreement.ts';
import { bootstrap, quantile, seeded } from './bootstrap.ts';
import { brierScore, calibrationBins, calibrationError } from './calibration.ts';
import { accuracyOf, confusionMatrix, macroF1 } from './confusion.ts';
import { countsAt, figuresOf, predictiveAt, wilson } from './counts.ts';
import { squaredDistances } from './distance-transform.ts';
import { dice, intersectionOverUnion, overlapOf } from './overlap.ts';
import { averagePrecision } from './precision-recall.ts';
import { areaUnderRoc, areaWithInterval, rocCurve } from './roc.ts';
import { surfaceDistance } from './surface-distance.ts';

// made by scripts/truth/metrics.py with scikit-learn and SciPy
const truth = JSON.parse(readFileSync(path.join(import.meta.dirname, 'metrics.fixture.json'), 'utf8')) as {
  scored: Scored[];
  readers: Record<'first' | 'second' | 'order', string[]> & {
    kappa: Record<string, number>;
    accuracy: number;
    macroF1: number;
    confusion: number[][];
  };
  masks: Masks[];
};

interface Scored {
  scores: number[];
  positive: boolean[];
  auc: number;
  delong: number[];
  roc: [number[], number[], number[]];
  averagePrecision: number;
  brier: number;
  ece: number;
  at: Record<string, number>;
}

type Masks = Record<'shape' | 'spacing' | 'first' | 'second', number[]> &
  Record<'dice' | 'iou' | 'hausdorff' | 'hausdorff95' | 'average', number>;

describe.each<Scored>(truth.scored)('scores, as scikit-learn has them: case %#', (known) => {
  const cases = { scores: known.scores as number[], positive: known.positive as boolean[] };

  it('area under the ROC curve with DeLong’s interval', () => {
    expect(areaUnderRoc(cases)).toBeCloseTo(known.auc, 12);
    const { value, low, high } = areaWithInterval(cases);
    [value, low, high].forEach((bound, i) => expect(bound).toBeCloseTo(known.delong[i]!, 10));
  });

  it('every point of the ROC curve', () => {
    const [fallOut, sensitivity, thresholds] = known.roc;
    const points = rocCurve(cases).slice(1);
    expect(points.map((point) => point.threshold)).toEqual(thresholds);
    points.forEach((point, i) => {
      expect(point.fallOut).toBeCloseTo(fallOut[i]!, 12);
      expect(point.sensitivity).toBeCloseTo(sensitivity[i]!, 12);
    });
  });

  it('average precision, Brier score and calibration error', () => {
    expect(averagePrecision(cases)).toBeCloseTo(known.averagePrecision, 12);
    expect(brierScore(cases)).toBeCloseTo(known.brier, 12);
    expect(calibrationError(cases)).toBeCloseTo(known.ece, 12);
    expect(calibrationBins(cases).reduce((sum, bin) => sum + bin.cases, 0)).toBe(cases.scores.length);
  });

  it('shares of right calls at a threshold', () => {
    const { f1, ...shares } = figuresOf(countsAt(cases, 0.5));
    expect(f1).toBeCloseTo(known.at['f1']!, 12);
    for (const [name, { value, low, high }] of Object.entries(shares)) {
      expect(value).toBeCloseTo(known.at[name]!, 12);
      expect(low <= value && value <= high).toBe(true);
    }
  });
});

describe('figures of scores', () => {
  it('are the same whatever monotone scale the scores have', () => {
    const score = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(score, fc.boolean()), { minLength: 4, maxLength: 60 }), (list) => {
        const positive = list.map(([, is]) => is);
        fc.pre(positive.some(Boolean) && !positive.every(Boolean));
        const plain = areaUnderRoc({ scores: list.map(([value]) => value), positive });
        expect(areaUnderRoc({ scores: list.map(([value]) => Math.exp(value / 5)), positive })).toBeCloseTo(plain, 12);
        expect(areaUnderRoc({ scores: list.map(([value]) => -value), positive })).toBeCloseTo(1 - plain, 12);
      }),
    );
  });

  it('are none where there is nobody to tell apart', () => {
    expect(areaUnderRoc({ scores: [0.1, 0.9], positive: [true, true] })).toBeNaN();
    expect(wilson(0, 0).value).toBeNaN();
  });

  it('admit that no error in few cases is not certainty', () => {
    const perfect = areaWithInterval({
      scores: [0.1, 0.2, 0.3, 0.7, 0.8, 0.9],
      positive: [false, false, false, true, true, true],
    });
    expect(perfect).toMatchObject({ value: 1, high: 1 });
    expect(perfect.low).toBeCloseTo(0.05 ** (1 / 3), 12);
  });

  it('follow the prevalence where the model is used', () => {
    // sensitivity 0.9, specificity 0.8, 1 of 10: 90 of 270 calls are right, 720 of 730 others
    const share = (value: number) => ({ value, low: value, high: value });
    const { positive, negative } = predictiveAt({ sensitivity: share(0.9), specificity: share(0.8) }, 0.1);
    expect(positive).toBeCloseTo(90 / 270, 12);
    expect(negative).toBeCloseTo(720 / 730, 12);
  });

  it('have Wilson’s interval', () => {
    // Newcombe 1998, table I: 81 of 263
    const { low, high } = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });
});

describe('readers', () => {
  const { first, second, order, kappa, accuracy, macroF1: f1, confusion } = truth.readers;

  it.each(['none', 'linear', 'quadratic'] as const)(
    'agree beyond chance as scikit-learn says, weights %s',
    (weights) => {
      expect(cohensKappa(first, second, { weights, order })).toBeCloseTo(kappa[weights]!, 12);
    },
  );

  it('are confused as scikit-learn says', () => {
    const matrix = confusionMatrix(order, first, second);
    expect(matrix.counts).toEqual(confusion);
    expect(accuracyOf(matrix)).toBeCloseTo(accuracy, 12);
    expect(macroF1(matrix)).toBeCloseTo(f1, 12);
    expect(() => confusionMatrix(['a'], ['b'], ['a'])).toThrow(RangeError);
  });
});

describe.each<Masks>(truth.masks)('masks, as scikit-learn and SciPy have them: case %#', (known) => {
  it('overlap', () => {
    const overlap = overlapOf(known.first, known.second);
    expect(dice(overlap)).toBeCloseTo(known.dice, 12);
    expect(intersectionOverUnion(overlap)).toBeCloseTo(known.iou, 12);
  });

  it('distances of their borders', () => {
    const found = surfaceDistance(known.first, known.second, known.shape, known.spacing);
    expect(found.hausdorff).toBeCloseTo(known.hausdorff, 10);
    expect(found.hausdorff95).toBeCloseTo(known.hausdorff95, 10);
    expect(found.average).toBeCloseTo(known.average, 10);
  });
});

describe('masks', () => {
  it('agree wholly when both are empty, and have no border distance when one is', () => {
    expect(dice(overlapOf([0, 0], [0, 0]))).toBe(1);
    expect(surfaceDistance([0, 0], [0, 0], [2], [1]).hausdorff).toBe(0);
    expect(surfaceDistance([1, 0], [0, 0], [2], [1]).hausdorff).toBeNaN();
    expect(() => overlapOf([1], [1, 0])).toThrow(RangeError);
  });

  it('have the distances of a search through all pairs', () => {
    const grid = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(grid, fc.double({ min: 0.2, max: 4, noNaN: true }), (marked, step) => {
        const found = squaredDistances(marked, [5, 6], [step, 1]);
        const points = marked.flatMap((is, i) => (is ? [[Math.floor(i / 6) * step, i % 6] as const] : []));
        found.forEach((value, i) => {
          const squares = points.map(([y, x]) => (y - Math.floor(i / 6) * step) ** 2 + (x - (i % 6)) ** 2);
          expect(value).toBeCloseTo(Math.min(Infinity, ...squares), 8);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the bootstrap', () => {
  it('gives the same interval for the same seed, and holds the mean’s textbook interval', () => {
    const random = seeded(5);
    const values = Array.from({ length: 400 }, () => [random() + random() + random()]);
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const once = bootstrap(values, mean, { rounds: 800, seed: 3 });
    expect(bootstrap(values, mean, { rounds: 800, seed: 3 })).toEqual(once);
    // the sum of three uniform numbers has variance 1/4
    const half = (1.96 * 0.5) / Math.sqrt(400);
    expect(once.value - once.low).toBeCloseTo(half, 1);
    expect(once.high - once.value).toBeCloseTo(half, 1);
  });

  it('draws patients, not pictures', () => {
    // two patients with many pictures each: only three draws are possible
    const means = new Set<number>();
    bootstrap(
      [Array.from({ length: 9 }, () => 0), Array.from({ length: 9 }, () => 1)],
      (list) => {
        const value = list.reduce((sum, one) => sum + one, 0) / list.length;
        means.add(value);
        return value;
      },
      { rounds: 100 },
    );
    expect([...means].sort()).toEqual([0, 0.5, 1]);
  });

  it('has quantiles between neighbours', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
