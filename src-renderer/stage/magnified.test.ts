import { expect, it, vi } from 'vitest';
import type { Magnifiable } from './magnified.ts';
import type { ScreenMatrix } from './screen-geometry.ts';

vi.mock('@cornerstonejs/core', () => ({ utilities: {} }));
const { magnified } = await import('./magnified.ts');

const picture: Magnifiable = {
  ...{ values: [0, 100, 200, 300], rows: 2, columns: 2, samples: 1, inverted: false, colours: 'grey' },
  window: { center: 150, width: 300, function: 'LINEAR_EXACT' },
};
/** A picture pixel is 10 CSS pixels. */
const matrix: ScreenMatrix = { a: 10, b: 0, c: 0, d: 10, e: 0, f: 0 };
const greys = (of: Uint8ClampedArray) => Array.from({ length: of.length / 4 }, (_, i) => of[i * 4]);

it('shows each pixel in the window of the screen, black outside the picture', () => {
  // three steps of 10 CSS pixels around the middle of the first pixel
  expect(greys(magnified(picture, matrix, [5, 5], 3, 10))).toEqual([0, 0, 0, 0, 0, 85, 0, 170, 255]);
});

it('turns with the picture and turns its greys round as the screen does', () => {
  const turned: ScreenMatrix = { a: 0, b: 10, c: -10, d: 0, e: 20, f: 0 };
  expect(greys(magnified(picture, turned, [10, 10], 2, 10))).toEqual([170, 0, 255, 85]);
  expect(greys(magnified({ ...picture, inverted: true }, matrix, [10, 10], 2, 10))).toEqual([255, 170, 85, 0]);
});

it('leaves colour what it is', () => {
  const colour: Magnifiable = { ...picture, samples: 3, rows: 1, columns: 1, values: [10, 20, 30] };
  expect([...magnified(colour, matrix, [5, 5], 1, 1)]).toEqual([10, 20, 30, 255]);
});
