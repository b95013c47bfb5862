import { expect, it } from 'vitest';
import { timeLeft } from './time-left.ts';

it.each([
  [null, null],
  [0.4, null],
  [1, { unit: 'seconds', count: 1 }],
  [12.2, { unit: 'seconds', count: 13 }],
  [89.5, { unit: 'seconds', count: 90 }],
  [90, { unit: 'minutes', count: 2 }],
  [600, { unit: 'minutes', count: 10 }],
])('says %s seconds', (seconds, words) => {
  expect(timeLeft(seconds)).toEqual(words);
});
