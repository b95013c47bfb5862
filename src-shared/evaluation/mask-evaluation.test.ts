import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surfaceDistance } from '../metrics/surface-distance.ts';
import type { EvaluatedCase } from './labelled-case.ts';
import { aroundMasks } from './mask-box.ts';
import { evaluateMasks, maskFigures } from './mask-evaluation.ts';

describe('comparing masks', () => {
  it('measures distances in millimetres where the spacing is known, else in pixels', () => {
    const found = [0, 0, 0, 0, 1, 1, 0, 0, 0];
    const truth = [0, 0, 0, 0, 1, 0, 0, 0, 0];
    expect(maskFigures(found, truth, [3, 3], [2, 0.5])).toMatchObject({ unit: 'mm', hausdorff95: 0.475 });
    expect(maskFigures(found, truth, [3, 3], null)).toMatchObject({ unit: 'px', hausdorff95: 0.95, dice: 2 / 3 });
  });

  it('finds the same distances in the box around both masks as in the whole grid', () => {
    const grid = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain((shape) => {
        const size = shape[0] * shape[1] * shape[2];
        const mask = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: size, maxLength: size });
        return fc.record({ shape: fc.constant(shape), first: mask, second: mask });
      });
    fc.assert(
      fc.property(grid, ({ shape, first, second }) => {
        const box = aroundMasks(first, second, shape);
        const spacing = [3, 2, 0.5];
        expect(surfaceDistance(box.first, box.second, box.shape, spacing)).toEqual(
          surfaceDistance(first, second, shape, spacing),
        );
      }),
    );
  });

  it('keeps the number of axes when it cuts, and takes nothing of two empty masks', () => {
    expect(aroundMasks([0, 0, 0, 0], [0, 0, 0, 1], [2, 2]).shape).toEqual([2, 2]);
    expect(maskFigures([0, 0], [0, 0], [1, 2], null)).toMatchObject({ dice: 1, hausdorff95: 0 });
    expect(maskFigures([0, 1], [0, 0], [1, 2], null).hausdorff95).toBeNaN();
  });
});

describe('evaluating masks', () => {
  const of = (dice: number, patient: string, source = 'A'): EvaluatedCase => ({
    row: { file: `${patient}-${dice}.png`, labels: null, mask: 'm.png', groups: { patient, source } },
    probabilities: {},
    masks: { lung: { dice, intersectionOverUnion: dice, hausdorff95: NaN, unit: 'mm' } },
    refused: false,
  });
  const cases = [...Array.from({ length: 19 }, (_, i) => of(0.9, `p${i}`)), of(0.1, 'p0', 'B')];

  it('keeps one patient’s pictures together, and says how bad the worst are', () => {
    const { dice, diceOfTheWorst, hausdorff95, unit, worst, histogram } = evaluateMasks(cases, 'lung');
    expect(dice.value).toBeCloseTo((19 * 0.9 + 0.1) / 20, 12);
    expect(dice.low).toBeLessThan(dice.value);
    expect(diceOfTheWorst).toBe(0.1);
    expect(hausdorff95.value).toBeNaN();
    expect(unit).toBe('mm');
    expect(worst[0]).toMatchObject({ file: 'p0-0.1.png', dice: 0.1 });
    expect([histogram[10], histogram[90]]).toEqual([1, 19]);
  });

  it('shows how far a subgroup stays behind, and leaves refused pictures out', () => {
    const refused = { ...of(0.5, 'p9', 'B'), masks: {}, refused: true };
    const { cases: compared, subgroups } = evaluateMasks([...cases, refused], 'lung');
    expect(compared).toBe(20);
    expect(subgroups.map(({ value, cases: count, gap }) => [value, count, Math.round(gap * 100)])).toEqual([
      ['A', 19, 0],
      ['B', 1, 80],
    ]);
  });
});
