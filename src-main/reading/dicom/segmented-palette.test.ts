import { describe, expect, it } from 'vitest';
import { expandSegments } from './segmented-palette.ts';

describe('a segmented palette', () => {
  it('is made of runs, lines and copies', () => {
    expect(expandSegments([0, 2, 10, 20, 1, 4, 60], 10, 2)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(expandSegments([0, 2, 10, 20, 2, 1, 0, 0], 10, 2)).toEqual([10, 20, 10, 20]);
    expect(expandSegments([0, 1, 7, 0, 1, 9, 2, 1, 6, 0], 10, 2)).toEqual([7, 9, 9]);
  });

  it('is made of bytes where entries have eight bits', () => {
    expect(expandSegments([0, 1, 7, 0, 1, 9, 2, 1, 3, 0, 0, 0, 1, 2, 11], 10, 1)).toEqual([7, 9, 9, 10, 11]);
  });

  it('never grows over its table, nor goes round in circles', () => {
    expect(expandSegments([1, 65_535, 9], 4, 2).length).toBe(4);
    expect(expandSegments([2, 9, 0, 0], 4, 2)).toEqual([]);
    expect(expandSegments([7, 1, 1], 4, 2)).toEqual([]);
    const empty = [0, 0];
    const copies = Array.from({ length: 10_000 }, () => [2, 65_535, 0, 0]).flat();
    expect(expandSegments([...Array.from({ length: 65_535 }, () => empty).flat(), ...copies], 4, 2)).toEqual([]);
  });
});
