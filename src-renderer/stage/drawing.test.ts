import { describe, expect, it } from 'vitest';
import { Drawing } from './drawing.ts';

describe('a figure while it is drawn', () => {
  it('is a line after one drag', () => {
    const line = new Drawing('length');
    expect(line.down([1, 1], [10, 10])).toBe(false);
    line.move([3, 3]);
    expect(line.up([5, 5], [50, 50])).toBe(true);
    expect(line.points).toEqual([
      [1, 1],
      [5, 5],
    ]);
  });

  it('is the same line after two clicks', () => {
    const line = new Drawing('length');
    line.down([1, 1], [10, 10]);
    expect(line.up([1.1, 1], [11, 10])).toBe(false);
    line.move([4, 4]);
    expect(line.points.at(-1)).toEqual([4, 4]);
    expect(line.down([5, 5], [50, 50])).toBe(true);
    expect(line.points).toEqual([
      [1, 1],
      [5, 5],
    ]);
  });

  it('goes on after a drag until an angle has its three points', () => {
    const angle = new Drawing('angle');
    angle.down([1, 1], [10, 10]);
    expect(angle.up([5, 5], [50, 50])).toBe(false);
    angle.move([9, 1]);
    expect(angle.down([9, 2], [90, 20])).toBe(true);
    expect(angle.points).toEqual([
      [1, 1],
      [5, 5],
      [9, 2],
    ]);
  });

  it('takes two drags for two lines', () => {
    const cobb = new Drawing('cobb');
    cobb.down([1, 1], [10, 10]);
    expect(cobb.up([5, 1], [50, 10])).toBe(false);
    expect(cobb.down([1, 9], [10, 90])).toBe(false);
    expect(cobb.up([5, 8], [50, 80])).toBe(true);
    expect(cobb.points).toHaveLength(4);
  });

  it('is complete at once where one point is enough', () => {
    expect(new Drawing('point').down([2, 3], [20, 30])).toBe(true);
  });

  it('closes a freehand outline when the pointer goes up, and is none after a mere click', () => {
    const outline = new Drawing('freehand');
    outline.down([0, 0], [0, 0]);
    for (const at of [
      [2, 0],
      [2.1, 0],
      [2, 2],
      [0, 2],
    ] as [number, number][])
      outline.move(at);
    expect(outline.up([0, 2], [0, 20])).toBe(true);
    expect(outline.points).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ]);
    const click = new Drawing('freehand');
    click.down([0, 0], [0, 0]);
    expect(click.up([0, 0], [0, 0])).toBe(false);
  });
});
