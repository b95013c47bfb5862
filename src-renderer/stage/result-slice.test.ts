import { describe, expect, it } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { frameOfSlice, sliceOf } from './result-slice.ts';

const id = (number: number) => InstanceId.parse(number);
const input = { instanceId: id(1), frame: 2, pixelSha256: '0'.repeat(64) };

describe('the slice of a result that lies on a frame', () => {
  it('is the one that was asked about, and no other', () => {
    expect(sliceOf(input, { instanceId: id(1), frame: 2 })).toBe(0);
    expect(sliceOf(input, { instanceId: id(1), frame: 3 })).toBeNull();
    expect(sliceOf(input, { instanceId: id(2), frame: 2 })).toBeNull();
    expect(sliceOf(input, null)).toBeNull();
  });

  it('is the frame’s own of a volume in one file, and none of frames that the network did not read', () => {
    const volume = { ...input, volume: { instanceIds: [id(1)], frames: 12 } };
    expect(sliceOf(volume, { instanceId: id(1), frame: 11 })).toBe(11);
    expect(sliceOf(volume, { instanceId: id(1), frame: 12 })).toBeNull();
  });

  it('is the instance’s place in a stack, in the order in which it was read', () => {
    const stack = { ...input, volume: { instanceIds: [id(9), id(4), id(6)], frames: 3 } };
    expect(sliceOf(stack, { instanceId: id(4), frame: 0 })).toBe(1);
    expect(sliceOf(stack, { instanceId: id(1), frame: 0 })).toBeNull();
  });

  it('is the film that was asked about where others of earlier studies were read with it', () => {
    const studies = { ...input, frame: 0, volume: { instanceIds: [id(9), id(1)], frames: 2, studies: true as const } };
    expect(sliceOf(studies, { instanceId: id(1), frame: 0 })).toBe(0);
    expect(sliceOf(studies, { instanceId: id(9), frame: 0 })).toBeNull();
  });

  it('is the one that the record says where a file was read in another order than it is stored', () => {
    const slices: [number, number][] = [
      [0, 3],
      [0, 5],
      [0, 4],
    ];
    const enhanced = { ...input, frame: 4, volume: { instanceIds: [id(9)], frames: 3, slices } };
    expect(sliceOf(enhanced, { instanceId: id(9), frame: 4 })).toBe(2);
    expect(sliceOf(enhanced, { instanceId: id(9), frame: 0 })).toBeNull();
    expect(frameOfSlice(enhanced, 1)).toEqual({ instanceId: id(9), frame: 5 });
    expect(frameOfSlice(enhanced, 3)).toBeNull();
  });

  it('is not guessed where instances hold several frames each', () => {
    const mixed = { ...input, volume: { instanceIds: [id(9), id(4)], frames: 6 } };
    expect(sliceOf(mixed, { instanceId: id(4), frame: 1 })).toBeNull();
  });
});
