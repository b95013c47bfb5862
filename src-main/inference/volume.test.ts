import { describe, expect, it } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { volumeOfInstance, volumeOfStack } from './volume.ts';

const affine = [
  [-0.5, 0, 0, 1],
  [0, 0.25, 0, 2],
  [0, 0, 3, 3],
  [0, 0, 0, 1],
] as const;

function described(
  frames: number,
  change: object = {},
  times?: number[],
): Pick<InstanceDescription, 'pixels' | 'acquisition'> {
  const spacing = { rowMm: 0.25, columnMm: 0.5, provenance: 'nifti-header' };
  const pixels = { frames, affine, spacing, ...change };
  const acquisition = times ? { frames: times.map((temporalPosition) => ({ temporalPosition })) } : undefined;
  return { pixels, ...(acquisition ? { acquisition } : {}) } as never;
}

const id = InstanceId.parse(4);

describe('the frames of a file as a volume', () => {
  it('are its slices in stored order, with their spacing', () => {
    const { volume, left } = volumeOfInstance(id, described(3));
    expect(volume.slices.map(({ frame }) => frame)).toEqual([0, 1, 2]);
    expect(volume.spacingMm).toEqual([3, 0.25, 0.5]);
    expect(left).toBe(0);
  });

  it('are those of the first of several volumes, and how many are left is told', () => {
    const { volume, left } = volumeOfInstance(id, described(6, {}, [1, 1, 1, 2, 2, 2]));
    expect(volume.slices).toHaveLength(3);
    expect(left).toBe(3);
  });

  it('have no spacing where the file states none', () => {
    const unknown = { spacing: { rowMm: null, columnMm: null, provenance: 'none' } };
    expect(volumeOfInstance(id, described(3, unknown)).volume.spacingMm).toBeNull();
    expect(volumeOfInstance(id, described(3, { affine: undefined })).volume.spacingMm).toBeNull();
  });
});

describe('slices of several files as a volume', () => {
  it('name every file once, in the order in which it is met', () => {
    const pixels = described(1).pixels;
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
});
