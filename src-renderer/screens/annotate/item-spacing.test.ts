import { describe, expect, it } from 'vitest';
import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import type { CaseInstance } from '../../../src-shared/contract/records.ts';
import { spacingOf } from './item-spacing.ts';

const instance = (id: number, pixels: object) =>
  ({ id, description: { pixels: { spacing: { rowMm: 0.5, columnMm: 0.8 }, ...pixels } } }) as unknown as CaseInstance;
const frames = (...places: [instance: number, frame: number][]) =>
  places.map(([id, frame]) => ({ instanceId: id as InstanceId, frame }));
const at = (z: number) => ({ imagePositionMm: [-3, 4, z] });

describe('how far apart the slices of an item are', () => {
  it('is known of single files by their positions, in the order of the item', () => {
    const files = [instance(1, at(0)), instance(2, at(9)), instance(3, at(4))];
    expect(spacingOf(frames([1, 0], [3, 0], [2, 0]), files)).toEqual({ relative: [1, 1.6], between: 8, mm: 0.5 });
  });

  it('is known of the frames of one file, by their own places or by its grid', () => {
    const enhanced = instance(1, { ...at(0), frames: 3, perFrame: [at(5), at(0), at(2.5)] });
    expect(spacingOf(frames([1, 1], [1, 2], [1, 0]), [enhanced]).between).toBe(5);
    const affine = [
      [0.8, 0, 0, 1],
      [0, 0.5, 0, 2],
      [0, 0, 3, 3],
      [0, 0, 0, 1],
    ];
    expect(spacingOf(frames([1, 0], [1, 1]), [instance(1, { ...at(3), frames: 2, affine })]).between).toBe(6);
  });

  it('is not known of a film in time, or of a picture without a scale', () => {
    expect(spacingOf(frames([1, 0], [1, 1]), [instance(1, { imagePositionMm: null, frames: 2 })]).between).toBe(1);
    const unknown = instance(1, { spacing: { rowMm: null, columnMm: null, aspectRatio: 2 } });
    expect(spacingOf(frames([1, 0]), [unknown])).toEqual({ relative: [2, 1], between: 1, mm: null });
  });
});
