import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import truth from './coco-runs.fixture.json' with { type: 'json' };
import { cocoCounts, compressedCounts, countsOfCompressed, runsOfCocoCounts } from './coco-runs.ts';
import { runsOf } from './mask-runs.ts';

const mask = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.constantFrom(0, 1), { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => ({ rows, columns, runs: runsOf(values) })),
  );

describe.each(truth)('a mask of $size', ({ size, mask, counts, compressed }) => {
  const [rows, columns] = size as [number, number];

  it('has the counts of pycocotools', () => {
    const runs = mask === null ? runsOfCocoCounts(counts, rows, columns) : runsOf([...mask].map(Number));
    expect(cocoCounts(runs, rows, columns)).toEqual(counts);
    expect(runsOfCocoCounts(counts, rows, columns)).toEqual(runs);
  });

  it('has them compressed as pycocotools has', () => {
    expect(compressedCounts(counts)).toBe(compressed);
    expect(countsOfCompressed(compressed)).toEqual(counts);
  });
});

describe('COCO’s runs', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(mask, ({ rows, columns, runs }) => {
        const counts = cocoCounts(runs, rows, columns);
        expect(countsOfCompressed(compressedCounts(counts))).toEqual(counts);
        expect(runsOfCocoCounts(counts, rows, columns)).toEqual(runs);
      }),
    );
  });

  it('come back however long they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_294_967_295 })), (counts) => {
        expect(countsOfCompressed(compressedCounts(counts))).toEqual(counts);
      }),
    );
  });

  it('may have empty runs between', () => {
    expect(runsOfCocoCounts([1, 2, 0, 1, 0, 0], 2, 2)).toEqual([1, 3]);
  });

  it('of another size, or no numbers, are refused', () => {
    expect(() => cocoCounts([3], 2, 2)).toThrow(RangeError);
    expect(() => runsOfCocoCounts([1, 2], 2, 2)).toThrow(RangeError);
    expect(() => runsOfCocoCounts([-1, 5], 2, 2)).toThrow(RangeError);
    expect(() => runsOfCocoCounts([0.5, 3.5], 2, 2)).toThrow(RangeError);
    expect(() => runsOfCocoCounts([2 ** 52], 2, 2)).toThrow(RangeError);
  });

  it('that are no text of theirs are refused', () => {
    expect(() => countsOfCompressed('1/')).toThrow(RangeError);
    expect(() => countsOfCompressed('1p')).toThrow(RangeError);
    expect(() => countsOfCompressed('1P')).toThrow(RangeError);
    expect(() => countsOfCompressed('o'.repeat(11))).toThrow(RangeError);
  });

  it('never throw anything else, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          runsOfCocoCounts(countsOfCompressed(text), 4, 4);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
