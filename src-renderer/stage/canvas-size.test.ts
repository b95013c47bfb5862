import { expect, test } from 'vitest';
import { coversElement } from './canvas-size.ts';

test('a canvas covers its element when it has a pixel for every pixel of the screen', () => {
  const element = { clientWidth: 924, clientHeight: 729 };
  expect(coversElement({ width: 924, height: 729 }, element, 1)).toBe(true);
  expect(coversElement({ width: 1848, height: 1458 }, element, 2)).toBe(true);
  expect(coversElement({ width: 1386, height: 1094 }, element, 1.5)).toBe(true);
});

test('and does not after the pane, or the screen, has changed', () => {
  const canvas = { width: 924, height: 729 };
  expect(coversElement(canvas, { clientWidth: 462, clientHeight: 729 }, 1)).toBe(false);
  expect(coversElement(canvas, { clientWidth: 924, clientHeight: 728 }, 1)).toBe(false);
  expect(coversElement(canvas, { clientWidth: 924, clientHeight: 729 }, 1.25)).toBe(false);
});
