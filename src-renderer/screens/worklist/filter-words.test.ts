import { expect, it } from 'vitest';
import { filterWords } from './filter-words.ts';

it('gives the log its own words for the states', () => {
  const names = { 已签发: 'signed', New: 'new' };
  expect(filterWords(' 胸部　已签发 ', names)).toBe('胸部 signed');
  expect(filterWords('NEW ct', names)).toBe('new ct');
});

it('never asks for more than the contract takes', () => {
  expect(filterWords('x'.repeat(400), {})).toHaveLength(200);
});
