import { describe, expect, it } from 'vitest';
import { pagesOf, topToShow, visibleRows } from './visible-rows.ts';

const scroll = { top: 0, height: 520, rowHeight: 52, total: 100_000 };

describe('visibleRows', () => {
  it('holds what the window shows and the spare rows', () => {
    expect(visibleRows(scroll, 0)).toEqual({ first: 0, last: 9 });
    expect(visibleRows({ ...scroll, top: 5200 }, 4)).toEqual({ first: 96, last: 113 });
    expect(visibleRows({ ...scroll, top: 5201 }, 0)).toEqual({ first: 100, last: 110 });
  });

  it('ends at the ends of the list', () => {
    expect(visibleRows({ ...scroll, top: 100_000 * 52 - 520 }, 4)).toEqual({ first: 99_986, last: 99_999 });
    expect(visibleRows({ ...scroll, total: 3 }, 4)).toEqual({ first: 0, last: 2 });
    expect(visibleRows({ ...scroll, top: 9999, total: 3 }, 0)).toEqual({ first: 2, last: 2 });
    expect(visibleRows({ ...scroll, total: 0 }, 4)).toEqual({ first: 0, last: -1 });
  });
});

describe('topToShow', () => {
  it('moves only as far as it must', () => {
    expect(topToShow(3, scroll)).toBe(0);
    expect(topToShow(10, scroll)).toBe(52);
    expect(topToShow(99, { ...scroll, top: 5200 })).toBe(5148);
  });
});

describe('pagesOf', () => {
  it('names every page that a range touches', () => {
    expect(pagesOf({ first: 0, last: 9 }, 100)).toEqual([0]);
    expect(pagesOf({ first: 96, last: 113 }, 100)).toEqual([0, 1]);
    expect(pagesOf({ first: 100, last: 199 }, 100)).toEqual([1]);
    expect(pagesOf({ first: 0, last: -1 }, 100)).toEqual([]);
  });
});
