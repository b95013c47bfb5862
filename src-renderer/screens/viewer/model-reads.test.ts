import { expect, test } from 'vitest';
import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import { axialSlice, evenPlaces, sliceStack } from '../../../src-shared/imaging/series.fixture.ts';
import { seriesOf } from './case-set.fixture.ts';
import { stackSince } from './model-reads.ts';

const ids = (numbers: readonly number[]) => numbers as InstanceId[];
/** A result on slices 1000 to 1004 of series 1. */
const input = {
  instanceId: 1000 as InstanceId,
  frame: 0,
  pixelSha256: 'a'.repeat(64),
  volume: { instanceIds: ids([1000, 1001, 1002, 1003, 1004]), frames: 5 },
};

test('a result on a stack that is as it was is not out of date', () => {
  expect(stackSince(input, [seriesOf(1, sliceStack(evenPlaces(5)))])).toBeNull();
});

test('a result is out of date once images came into its stack, and says how many there are', () => {
  expect(stackSince(input, [seriesOf(1, sliceStack(evenPlaces(7)))])).toBe(7);
});

test('images of another series, or of another stack of the series, change nothing', () => {
  const scout = axialSlice(9, 0, {
    pixels: { imageOrientation: [1, 0, 0, 0, 0, -1], imagePositionMm: [-1, 0, 10] },
    acquisition: { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' },
  });
  const own = seriesOf(1, [...sliceStack(evenPlaces(5)), scout]);
  expect(stackSince(input, [own, seriesOf(2, sliceStack(evenPlaces(9)))])).toBeNull();
});

test('a result on one picture depends on no other', () => {
  const { volume: _, ...alone } = input;
  expect(stackSince(alone, [seriesOf(1, sliceStack(evenPlaces(7)))])).toBeNull();
});
