import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineRuns, insideOfRuns, MaskRuns, pixelsOfRuns, runsOf, toggleRuns } from './mask-runs.ts';

const slice = (pixels: number) => fc.array(fc.constantFrom(0, 1), { minLength: pixels, maxLength: pixels });
const pair = fc.integer({ min: 1, max: 200 }).chain((pixels) => fc.tuple(slice(pixels), slice(pixels)));

describe('runs of a mask', () => {
  it('start outside, also where the first pixel is inside', () => {
    expect(runsOf([1, 1, 0])).toEqual([0, 2, 1]);
    expect(runsOf([0, 0, 0])).toEqual([3]);
    expect(insideOfRuns([0, 2, 1])).toBe(2);
  });

  it('give back the slice that they were made of', () => {
    fc.assert(
      fc.property(pair, ([values]) => {
        const runs = runsOf(values);
        expect(MaskRuns.safeParse(runs).success).toBe(true);
        expect([...pixelsOfRuns(runs, values.length)]).toEqual(values);
        expect(insideOfRuns(runs)).toBe(values.filter((value) => value).length);
      }),
    );
  });

  it('toggled by a difference are the other slice, and toggled again the first', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const change = toggleRuns(runsOf(before), runsOf(after));
        expect(change).toEqual(runsOf(before.map((value, i) => Number(value !== after[i]))));
        expect(toggleRuns(runsOf(before), change)).toEqual(runsOf(after));
        expect(toggleRuns(runsOf(after), change)).toEqual(runsOf(before));
      }),
    );
  });

  it('combined are the union and what two slices share', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [one, other] = [runsOf(before), runsOf(after)];
        const either = before.map((value, i) => Number(value === 1 || after[i] === 1));
        const both = before.map((value, i) => Number(value === 1 && after[i] === 1));
        expect(combineRuns(one, other, (a, b) => a || b)).toEqual(runsOf(either));
        expect(combineRuns(one, other, (a, b) => a && b)).toEqual(runsOf(both));
      }),
    );
    expect(() => combineRuns([3, 2], [6], (a, b) => a || b)).toThrow(RangeError);
  });

  it('of another size are refused', () => {
    expect(() => pixelsOfRuns([3, 2], 6)).toThrow(RangeError);
    expect(() => toggleRuns([3, 2], [6])).toThrow(RangeError);
    const wrong: unknown[] = [
      [1, 0, 2],
      [],
      [-1, 2],
      [1.5],
      ['3'],
      [2 ** 32],
      [NaN],
      [1, , 2],
      { 0: 1, length: 1 },
      null,
    ];
    for (const runs of wrong) expect(MaskRuns.safeParse(runs).success, JSON.stringify(runs)).toBe(false);
  });
});
