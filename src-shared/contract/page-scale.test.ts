import { expect, test } from 'vitest';
import { PAGE_SCALES, scaleBeside, scaleInUse, usualScale } from './page-scale.ts';

test('a page is as large as it was made on small and usual screens, and grows with taller ones', () => {
  expect([600, 720, 1080, 1200, 1440, 1600].map(usualScale)).toEqual([1, 1, 1, 1, 1, 1.1]);
  expect([2160, 2880, 4320, 9000].map(usualScale)).toEqual([1.5, 2, 3, 3]);
  // a system that enlarges everything twice tells half the pixels
  expect(usualScale(2160 / 2)).toBe(1);
});

test('what a person chose goes before what the screen asks for', () => {
  expect(scaleInUse(0, 2160)).toBe(1.5);
  expect(scaleInUse(1, 2160)).toBe(1);
});

test('steps lead through all sizes and back, and end there', () => {
  const up = PAGE_SCALES.map((scale) => scaleBeside(scale, 1));
  expect(up).toEqual([...PAGE_SCALES.slice(1), 3]);
  expect(PAGE_SCALES.map((scale) => scaleBeside(scale, -1))).toEqual([0.75, ...PAGE_SCALES.slice(0, -1)]);
  expect(scaleBeside(1.2, 1)).toBe(1.25);
  expect(scaleBeside(1.2, -1)).toBe(1.1);
});
