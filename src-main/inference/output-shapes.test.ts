import { describe, expect, it } from 'vitest';
import { isListOf, withChannel } from './output-shapes.ts';

describe('a list of numbers about one picture', () => {
  it.each([
    [[1, 3], 3],
    [[3], 3],
    [[1, 3, 1, 1], 3],
    [[1, 1, 3], 3],
    [[1, 1], 1],
    [[1], 1],
    [[], 1],
  ])('has these sides: %j', (dims, length) => expect(isListOf(dims, length)).toBe(true));

  it.each([
    [[3, 1], 3],
    [[2, 3], 3],
    [[1, 2, 2], 4],
    [[1, 4], 3],
    [[1, 3, 0], 3],
    [[], 3],
    [[1], 3],
  ])('has not these: %j', (dims, length) => expect(isListOf(dims, length)).toBe(false));
});

describe('a mask whose exporter left its only channel out', () => {
  it('gets it back where the input has its own', () => {
    expect(withChannel([1, 64, 48], 4, false)).toEqual([1, 1, 64, 48]);
    expect(withChannel([1, 64, 48], 4, true)).toEqual([1, 64, 48, 1]);
    expect(withChannel([1, 16, 64, 48], 5, false)).toEqual([1, 1, 16, 64, 48]);
  });

  it('is left as it is where it lacks more, or something else', () => {
    for (const dims of [
      [64, 48],
      [2, 64, 48],
      [1, 2, 64, 48],
    ])
      expect(withChannel(dims, 4, false)).toBe(dims);
  });
});
