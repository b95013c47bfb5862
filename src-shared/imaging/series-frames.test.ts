import { describe, expect, it } from 'vitest';
import { assembleSeries } from './series-assembly.ts';
import type { SeriesInstance } from './series-plane.ts';
import { axialSlice, evenPlaces, sliceStack, type Change } from './series.fixture.ts';

const only = (instances: readonly SeriesInstance[]) => {
  const { displaySets, warnings } = assembleSeries(instances);
  expect(displaySets).toHaveLength(1);
  return { ...displaySets[0]!, warnings: [...warnings, ...displaySets[0]!.warnings] };
};

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('frames of one instance', () => {
  const frames = (count: number, change: Change = {}): SeriesInstance => {
    const perFrame = Array.from({ length: count }, (_, i) => ({
      imagePositionMm: [0, 0, 10 - i] as [number, number, number],
    }));
    return axialSlice(1, 0, { ...change, pixels: { frames: count, perFrame, ...change.pixels } });
  };

  it('never share a stack with other instances', () => {
    const { displaySets } = assembleSeries([...sliceStack(evenPlaces(3)), { ...frames(4), name: 'm.dcm' }]);
    expect(displaySets.map(({ planes }) => planes.map(({ instance, frame }) => `${instance.name}/${frame}`))).toEqual([
      ['1.dcm/0', '2.dcm/0', '3.dcm/0'],
      ['m.dcm/3', 'm.dcm/2', 'm.dcm/1', 'm.dcm/0'],
    ]);
    expect(displaySets[1]).toMatchObject({ obstacles: [], geometry: { spacingMm: { slice: 1 } } });
  });

  it('are told apart as instances are', () => {
    const perFrame = [0, 0, 1, 1, 2, 2].map((mm) => ({ imagePositionMm: [0, 0, mm] as [number, number, number] }));
    const file = axialSlice(1, 0, {
      pixels: { frames: 6, perFrame },
      acquisition: { frames: [0, 1, 0, 1, 0, 1].map((i) => ({ bValue: i * 800 })) },
    });
    const { displaySets } = assembleSeries([file]);
    expect(displaySets.map(({ planes, apartBy }) => [planes.map(({ frame }) => frame), apartBy])).toEqual([
      [[0, 2, 4], ['b-value']],
      [[1, 3, 5], ['b-value']],
    ]);
  });

  it('without places are a film in stored order', () => {
    const set = only([axialSlice(1, null, { modality: 'US', pixels: { frames: 30 } })]);
    expect(set).toMatchObject({ orderedBy: 'frame', geometry: null, warnings: [] });
    expect(set.planes.map(({ frame }) => frame)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('say what they lack to be slices', () => {
    const none = { rowMm: null, columnMm: null, provenance: 'none' } as const;
    const bare = axialSlice(1, null, { modality: 'MR', pixels: { frames: 5, spacing: none } });
    expect(assembleSeries([bare]).warnings).toEqual([
      { code: 'frames-no-spacing', details: { frames: 5 } },
      { code: 'frames-no-orientation', details: { frames: 5 } },
      { code: 'frames-no-position', details: { frames: 5 } },
    ]);
    // one place for all is the first frame's only
    expect(codes(assembleSeries([axialSlice(1, 0, { pixels: { frames: 5 } })]).warnings)).toEqual([
      'frames-no-position',
    ]);
    expect(assembleSeries([frames(4)]).warnings).toEqual([]);
  });

  it('of a segmentation are no slices of one volume', () => {
    const set = only([frames(4, { modality: 'SEG' })]);
    expect(set).toMatchObject({ orderedBy: 'frame', warnings: [] });
    expect(codes(set.obstacles)).toEqual(['series-not-volume']);
  });

  it('that the file places as one grid keep the file’s order and its affine, slanted or mirrored', () => {
    const affine = [
      [2, 0.3, 0, 1],
      [0, 2, 0.5, 2],
      [0, 0, -3, 3],
      [0, 0, 0, 1],
    ] as [number[], number[], number[], number[]] as never;
    const file = axialSlice(1, null, {
      modality: null,
      pixels: { frames: 4, affine, perFrame: Array.from({ length: 4 }, () => ({})) },
      acquisition: { frames: [1, 1, 2, 2].map((temporalPosition) => ({ temporalPosition })) },
    });
    const { displaySets } = assembleSeries([file]);
    expect(displaySets.map(({ planes }) => planes.map(({ frame }) => frame))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    for (const { geometry, obstacles } of displaySets) {
      expect(geometry?.affine).toEqual(affine);
      expect(obstacles).toEqual([]);
    }
  });
});

describe('a film in time of one slice that the file places as a grid', () => {
  it('is no volume', () => {
    const affine = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ] as never;
    const place = { imagePositionMm: [0, 0, 0] as [number, number, number] };
    const file = axialSlice(1, 0, {
      modality: null,
      pixels: { frames: 3, affine, perFrame: [place, place, place] },
      acquisition: { frames: [1, 2, 3].map((temporalPosition) => ({ temporalPosition })) },
    });
    expect(codes(only([file]).obstacles)).toEqual(['series-not-volume']);
  });
});
