import { describe, expect, it } from 'vitest';
import { mapOnSource } from './activation-map.ts';

const range = { low: 0, high: 1, cut: true };
const map = { label: 'a', rows: 2, columns: 2, values: [1, 2, 3, 4] };
const whole = { row: 0, column: 0, rows: 100, columns: 50 };

describe('a map over what a network saw', () => {
  it('is the map over the picture where the picture fills the input', () => {
    const region = { row: 0, column: 0, rows: 32, columns: 32 };
    const placement = { crop: whole, region, slices: 1, firstSlice: 0, range };
    expect(mapOnSource(map, { grid: region, placement, rows: 100, columns: 50 })).toBe(map);
  });

  it('says nothing of what lies outside the crop, and stands at its place', () => {
    const crop = { row: 50, column: 0, rows: 50, columns: 50 };
    const grid = { rows: 32, columns: 32 };
    const placement = { crop, region: { row: 0, column: 0, ...grid }, slices: 1, firstSlice: 0, range };
    const made = mapOnSource(map, { grid, placement, rows: 100, columns: 50 });
    expect([made.rows, made.columns]).toEqual([64, 32]);
    expect(made.values.slice(0, 32 * 32).every((value) => value === 0)).toBe(true);
    expect(made.values[32 * 32]).toBe(1);
    expect(made.values.at(-1)).toBe(4);
  });

  it('stands where the network saw it, however the picture lies within the input', () => {
    // every number says where it lies: its column within the input
    const places = { label: 'a', rows: 1, columns: 8, values: [4, 12, 20, 28, 36, 44, 52, 60] };
    const region = { row: 0, column: 13, rows: 64, columns: 37 };
    const picture = { row: 0, column: 0, rows: 64, columns: 37 };
    const placement = { crop: picture, region, slices: 1, firstSlice: 0, range };
    const made = mapOnSource(places, { grid: { rows: 64, columns: 64 }, placement, rows: 64, columns: 37 });
    expect(made.columns).toBe(37);
    made.values.slice(0, 37).forEach((value, column) => expect(value).toBeCloseTo(13 + column + 0.5, 9));
  });

  it('leaves out what filled the input beside the picture', () => {
    const grid = { rows: 32, columns: 32 };
    const region = { row: 0, column: 8, rows: 32, columns: 16 };
    const bright = { ...map, columns: 4, values: [9, 1, 1, 9, 9, 1, 1, 9] };
    const made = mapOnSource(bright, {
      grid,
      placement: { crop: whole, region, slices: 1, firstSlice: 0, range },
      rows: 100,
      columns: 50,
    });
    expect(made.values.reduce((sum, value) => sum + value, 0) / made.values.length).toBeLessThan(2.5);
  });
});
