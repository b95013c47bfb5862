import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_PX, wordPlaces, type Words } from './word-places.ts';

const PANE = [600, 400] as const;

test('words that stand alone stay beside their figure', () => {
  const words: Words[] = [
    { at: [20, 40], lines: ['12.3 mm', 'in the patient'] },
    { at: [300, 300], lines: ['45°'] },
  ];
  expect(wordPlaces(words, PANE)).toEqual([
    [20, 40],
    [300, 300],
  ]);
});

test('a second figure at the same place says its words below those of the first', () => {
  const one: Words = { at: [20, 40], lines: ['12.3 mm', 'in the patient'] };
  const [first, second] = wordPlaces([one, one], PANE);
  expect(first).toEqual([20, 40]);
  expect(second![0]).toBe(20);
  expect(second![1]).toBeGreaterThanOrEqual(40 + 2 * LINE_PX);
});

test('words at the right edge stay within the pane, and where there is no room below they go above', () => {
  const wide: Words = { at: [590, 390], lines: ['a number with many words'] };
  const [first, second] = wordPlaces([wide, wide], PANE);
  expect(first![0]).toBeLessThan(460);
  expect(second![1]).toBeLessThan(first![1]);
});

test('a few figures never cover each other’s words', () => {
  const figure = fc.record({
    at: fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 20, max: 150 })),
    lines: fc.array(fc.constantFrom('12.3 mm', 'in the patient', '患者体内'), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(figure, { maxLength: 4 }), (words) => {
      const places = wordPlaces(words, PANE);
      for (const [i, [x, y]] of places.entries()) {
        for (const [j, [otherX, otherY]] of places.entries()) {
          if (i >= j || Math.abs(x - otherX) > 20) continue;
          const [upper, lower] = y <= otherY ? [i, j] : [j, i];
          expect(places[lower]![1] - places[upper]![1]).toBeGreaterThanOrEqual(words[upper]!.lines.length * LINE_PX);
        }
      }
    }),
  );
});
