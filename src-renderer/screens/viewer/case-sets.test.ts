import { describe, expect, it } from 'vitest';
import { axialSlice, evenPlaces, sliceStack } from '../../../src-shared/imaging/series.fixture.ts';
import { placeInSets } from './case-sets.ts';
import { seriesOf, setsWith } from './case-set.fixture.ts';
import { volumeFrames } from './set-volume.ts';

const CORONAL = [1, 0, 0, 0, 0, -1];
/** A scout across the slices, and the slices themselves, in one series as scanners send them. */
const mixed = seriesOf(1, [
  axialSlice(1, 0, {
    pixels: { imageOrientation: CORONAL, imagePositionMm: [-1, 0, 10] },
    acquisition: { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' },
  }),
  ...sliceStack(evenPlaces(5), () => ({}), 2),
]);

describe('display sets of a case', () => {
  it('part a series that mixes what belongs apart, and lose no frame', () => {
    const sets = setsWith([mixed]);
    expect(sets.map(({ id, number, of, frames }) => [id, number, of, frames.length])).toEqual([
      ['1/1', 1, 2, 1],
      ['1/2', 2, 2, 5],
    ]);
    expect(new Set(sets.flatMap(({ frames }) => frames.map(({ instanceId }) => instanceId))).size).toBe(6);
  });

  it('say of each frame where it lies, in the order in which it is scrolled', () => {
    const set = setsWith([seriesOf(2, sliceStack([10, 0, 5]))])[0]!;
    expect(set.frames.map(({ instanceId }) => Number(instanceId))).toEqual([2001, 2002, 2000]);
    expect(set.planes.map((plane) => plane?.positionMm[2])).toEqual([0, 5, 10]);
  });

  it('find the place of a frame, and none of another case’s', () => {
    const sets = setsWith([mixed]);
    const found = placeInSets(sets, sets[1]!.frames[3]!);
    expect([found?.set.id, found?.index]).toEqual(['1/2', 3]);
    expect(placeInSets(sets, { ...sets[1]!.frames[3]!, frame: 7 })).toBeNull();
    expect(placeInSets(sets, { instanceId: 77 as never, frame: 0 })).toBeNull();
  });
});

describe('planes through a display set', () => {
  const why = (places: number[], change = {}) =>
    volumeFrames(
      setsWith([
        seriesOf(
          1,
          sliceStack(places, () => change),
        ),
      ])[0]!,
    );

  it('are cut from its slices along their normal', () => {
    const cut = why([0, 5, 10, 15]);
    expect('frames' in cut && cut.frames.map(({ instanceId }) => Number(instanceId))).toEqual([1000, 1001, 1002, 1003]);
  });

  it.each([
    ['a slice is missing', [0, 5, 10, 20, 25], 'series-gap'],
    ['the steps are uneven', [0, 5, 9, 15, 21], 'series-spacing-uneven'],
  ])('are refused where %s: nothing is measured across it', (_why, places, code) => {
    expect(why(places)).toMatchObject({ whyNot: { code } });
  });

  it('are refused of one slice, and where nobody knows where the slices lie', () => {
    expect(why([0])).toHaveProperty('whyNot');
    expect(volumeFrames(setsWith([seriesOf(1, sliceStack([null, null, null]))])[0]!)).toHaveProperty('whyNot');
  });
});
