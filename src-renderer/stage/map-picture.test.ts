import { describe, expect, it } from 'vitest';
import { INFERNO } from '../../src-shared/pixels/colour-map.ts';
import { paintMap, strongest } from './map-picture.ts';

const map = (values: number[]) => ({ label: 'pneumonia', rows: 2, columns: 2, values });

describe('paintMap', () => {
  it('paints the strongest place fully and in the last colour', () => {
    const painted = paintMap(map([4, 0, 0, 0]), 2, 2);
    expect([...painted.slice(0, 4)]).toEqual([...INFERNO.slice(765), 255]);
  });

  it('leaves the film alone where nothing or something against it was found', () => {
    const painted = paintMap(map([4, 0, -9, 0]), 2, 2);
    expect([painted[7], painted[11], painted[15]]).toEqual([0, 0, 0]);
  });

  it('paints nothing when nothing spoke for the label', () => {
    const painted = paintMap(map([-1, -2, 0, -1]), 4, 4);
    expect(painted.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 0)).toBe(true);
    expect(strongest(map([-1, -2, 0, -1]))).toBe(0);
  });
});
