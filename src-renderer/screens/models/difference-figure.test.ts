import { expect, it } from 'vitest';
import { differenceFigure } from './difference-figure.ts';

it('says no more of a difference than its size', () => {
  expect(differenceFigure(0)).toBe('0');
  expect(differenceFigure(4.73e-8)).toBe('5e-8');
  expect(differenceFigure(0.0213)).toBe('0.02');
  expect(differenceFigure(12.3)).toBe('10');
});
