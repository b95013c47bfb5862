import { describe, expect, it } from 'vitest';
import { assembleSeries } from './series-assembly.ts';
import type { SeriesInstance } from './series-plane.ts';
import { axialSlice, evenPlaces, sliceStack } from './series.fixture.ts';

const only = (instances: readonly SeriesInstance[]) => {
  const { displaySets, warnings } = assembleSeries(instances);
  expect(displaySets).toHaveLength(1);
  return { ...displaySets[0]!, warnings: [...warnings, ...displaySets[0]!.warnings] };
};

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);
const numbers = (set: { planes: readonly { instance: SeriesInstance }[] }) =>
  set.planes.map(({ instance }) => instance.description.instanceNumber);

describe('images at one place', () => {
  it('are told apart by echo', () => {
    const files = [5, 20].flatMap((echoTimeMs, e) =>
      sliceStack(evenPlaces(6), () => ({ acquisition: { echoTimeMs } }), 1 + e * 6),
    );
    const { displaySets, warnings } = assembleSeries(files);
    expect(displaySets.map(numbers)).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
    ]);
    for (const set of displaySets) expect(set).toMatchObject({ apartBy: ['echo'], obstacles: [], warnings: [] });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['b-value', (i: number) => ({ bValue: i * 1000 })],
    ['time', (i: number) => ({ temporalPosition: i })],
    ['acquisition', (i: number) => ({ acquisitionNumber: i })],
    ['stack', (i: number) => ({ stack: String(i) })],
    ['image-type', (i: number) => ({ imageType: ['ORIGINAL\\PRIMARY\\M', 'ORIGINAL\\PRIMARY\\P', 'DERIVED'][i]! })],
    ['trigger', (i: number) => ({ triggerTimeMs: i * 33.1 })],
  ])('are told apart by %s', (trait, of) => {
    const files = evenPlaces(5).flatMap((mm, s) =>
      [0, 1, 2].map((i) => axialSlice(1 + s * 3 + i, mm, { acquisition: of(i) })),
    );
    const { displaySets } = assembleSeries(files);
    expect(displaySets.map(({ apartBy, planes }) => [apartBy, planes.length])).toEqual([
      [[trait], 5],
      [[trait], 5],
      [[trait], 5],
    ]);
    for (const { obstacles } of displaySets) expect(obstacles).toEqual([]);
  });

  it('are told apart by their order where nothing else does it', () => {
    const files = sliceStack([...evenPlaces(4), ...evenPlaces(4), ...evenPlaces(4)]);
    const { displaySets } = assembleSeries(files);
    expect(displaySets.map(numbers)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
    expect(displaySets[0]).toMatchObject({ apartBy: ['repetition'], obstacles: [] });
  });

  it('are not torn apart by trigger times that differ from slice to slice', () => {
    const files = evenPlaces(5).flatMap((mm, s) =>
      [0, 1].map((i) => axialSlice(1 + s * 2 + i, mm, { acquisition: { triggerTimeMs: i * 400 + s * 7 } })),
    );
    expect(assembleSeries(files).displaySets.map(({ apartBy, planes }) => [apartBy, planes.length])).toEqual([
      [['repetition'], 5],
      [['repetition'], 5],
    ]);
  });

  it('all of them are a film in time, not a volume', () => {
    const set = only(sliceStack([3, 3, 3], (i) => ({ acquisition: { triggerTimeMs: 90 - i * 30 } })));
    expect(numbers(set)).toEqual([3, 2, 1]);
    expect(codes(set.obstacles)).toEqual(['series-not-volume']);
    expect(set.warnings).toEqual([]);
  });

  it('one of many is told, with the files, and refuses the volume', () => {
    const set = only([...sliceStack(evenPlaces(6)), axialSlice(9, 5)]);
    const warning = { code: 'series-duplicate-position', details: { count: 1, files: '3.dcm, 9.dcm' } };
    expect(set.warnings).toEqual([warning]);
    expect(set.obstacles).toEqual([warning]);
    expect(set.planes).toHaveLength(7);
  });

  it('are left together where acquisition numbers only count the slices', () => {
    const set = only(sliceStack(evenPlaces(8), (i) => ({ acquisition: { acquisitionNumber: i } })));
    expect(set).toMatchObject({ apartBy: [], obstacles: [] });
  });

  it('are two stacks where two acquisitions each are even and both together are not', () => {
    const chest = sliceStack(evenPlaces(6), () => ({ acquisition: { acquisitionNumber: 1 } }));
    const pelvis = sliceStack(evenPlaces(6, 2.5, 101), () => ({ acquisition: { acquisitionNumber: 2 } }), 7);
    const { displaySets, warnings } = assembleSeries([...chest, ...pelvis]);
    expect(displaySets.map(({ apartBy, obstacles }) => [apartBy, obstacles])).toEqual([
      [['acquisition'], []],
      [['acquisition'], []],
    ]);
    expect(warnings).toEqual([]);
  });
});
