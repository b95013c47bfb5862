import { describe, expect, it } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { keptSlices, volumeOfStack } from './volume.ts';

const affine = [
  [-0.5, 0, 0, 1],
  [0, 0.25, 0, 2],
  [0, 0, 3, 3],
  [0, 0, 0, 1],
] as const;

const grid = { affine, spacingMm: { row: 0.25, column: 0.5, slice: 3 } };
const spacing = { rowMm: 0.25, columnMm: 0.5, provenance: 'pixel-spacing' };
const pixelsOf = (frames: number, change: object = {}): PixelDescription =>
  ({ frames, affine, spacing, ...change }) as unknown as PixelDescription;

const id = InstanceId.parse(4);
const framesOf = (order: readonly number[], pixels = pixelsOf(order.length)) =>
  order.map((frame) => ({ instanceId: id, pixels, frame }));

describe('slices as a volume', () => {
  it('name every file once, in the order in which it is met', () => {
    const pixels = pixelsOf(1);
    const slices = [7, 5, 7].map((n, frame) => ({ instanceId: InstanceId.parse(n), pixels, frame }));
    const volume = volumeOfStack(slices, null);
    expect(volume.instances.map(({ instanceId }) => instanceId)).toEqual([7, 5]);
    expect(volume.slices).toEqual([
      { instance: 0, frame: 0 },
      { instance: 1, frame: 1 },
      { instance: 0, frame: 2 },
    ]);
    expect(volume.spacingMm).toBeNull();
  });

  it('have the spacing of their grid, between slices first', () => {
    expect(volumeOfStack(framesOf([0, 1, 2]), grid).spacingMm).toEqual([3, 0.25, 0.5]);
  });

  it('are no volume where all of them lie at one place: nobody knows how deep a film in time is', () => {
    const film = { affine, spacingMm: { ...grid.spacingMm, slice: null } };
    expect(volumeOfStack(framesOf([0, 1, 2]), film)).toMatchObject({ affine: null, spacingMm: null });
    expect(volumeOfStack(framesOf([0]), film).spacingMm).toEqual([3, 0.25, 0.5]);
  });

  it('have it where only the frames state a spacing, and none where nobody does', () => {
    const none = { rowMm: null, columnMm: null, provenance: 'none' };
    const each = pixelsOf(2, { spacing: none, perFrame: [{ spacing }, { spacing }] });
    expect(volumeOfStack(framesOf([0, 1], each), grid).spacingMm).toEqual([3, 0.25, 0.5]);
    expect(volumeOfStack(framesOf([0, 1], pixelsOf(2, { spacing: none })), grid).spacingMm).toBeNull();
  });
});

describe('the frames that the slices of an answer are', () => {
  it('go without saying in a file that is read in its own order, and in a stack of single frames', () => {
    expect(keptSlices(volumeOfStack(framesOf([0, 1, 2]), null))).toBeUndefined();
    const singles = [7, 5].map((n) => ({ instanceId: InstanceId.parse(n), pixels: pixelsOf(1), frame: 0 }));
    expect(keptSlices(volumeOfStack(singles, null))).toBeUndefined();
  });

  it('are kept where a file is read in another order, or from its middle on', () => {
    expect(keptSlices(volumeOfStack(framesOf([2, 0, 1]), null))).toEqual([
      [0, 2],
      [0, 0],
      [0, 1],
    ]);
    expect(keptSlices(volumeOfStack(framesOf([3, 4]), null))).toEqual([
      [0, 3],
      [0, 4],
    ]);
  });
});
