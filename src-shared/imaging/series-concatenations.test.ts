import { describe, expect, it } from 'vitest';
import { assembleSeries } from './series-assembly.ts';
import { axialSlice, type Change } from './series.fixture.ts';

/** One part of an enhanced object: frames at these places. */
function part(n: number, places: readonly number[], parts: number | null = 2, change: Change = {}) {
  return axialSlice(n, places[0]!, {
    ...change,
    acquisition: { concatenation: { uid: '1.2.3.8', part: n, parts } },
    pixels: {
      frames: places.length,
      perFrame: places.map((mm) => ({ imagePositionMm: [-1, -2, mm] as [number, number, number] })),
    },
  });
}

describe('the parts of a concatenation', () => {
  it('are one volume, in whatever order they are read', () => {
    const [first, second] = [part(1, [0, 2, 4]), part(2, [6, 8])];
    for (const files of [
      [first, second],
      [second, first],
    ]) {
      const { displaySets, warnings } = assembleSeries(files);
      expect(displaySets).toHaveLength(1);
      expect(displaySets[0]!.obstacles).toEqual([]);
      const placed = displaySets[0]!.planes.map(({ instance, frame }) => [instance.name, frame]);
      expect(placed).toEqual([
        ['1.dcm', 0],
        ['1.dcm', 1],
        ['1.dcm', 2],
        ['2.dcm', 0],
        ['2.dcm', 1],
      ]);
      expect(warnings).toEqual([]);
    }
  });

  it('may be of one frame', () => {
    const { displaySets } = assembleSeries([part(1, [0, 2]), part(2, [4])]);
    expect(displaySets.map(({ planes }) => planes.length)).toEqual([3]);
  });

  it('that are missing are counted', () => {
    const missing = { code: 'series-parts-missing', details: { there: 1, parts: 3, files: '2.dcm' } };
    expect(assembleSeries([part(2, [0, 2], 3)]).warnings).toEqual([missing]);
    expect(assembleSeries([part(2, [0], 3)]).warnings).toEqual([missing]);
    const unstated = assembleSeries([part(1, [0, 2], null), part(3, [8, 10], null)]);
    expect(unstated.warnings.map(({ details }) => details)).toEqual([{ there: 2, parts: 3, files: '1.dcm, 3.dcm' }]);
  });

  it('that claim one number stay apart, and other objects too', () => {
    const again = part(1, [0, 2, 4], 2, { instanceUid: '1.2.9', fileSha256: 'f'.repeat(64) });
    const { displaySets } = assembleSeries([part(1, [0, 2, 4]), part(2, [6, 8]), again]);
    expect(displaySets.map(({ planes }) => planes.length)).toEqual([5, 3]);
  });
});

describe('images of one place without numbers', () => {
  it('are told apart by when they were acquired', () => {
    const at = (n: number, mm: number, acquiredAtS: number) =>
      axialSlice(n, mm, { instanceNumber: null, acquisition: { acquiredAtS } });
    const files = [at(4, 0, 90), at(1, 0, 30), at(2, 2, 30), at(5, 2, 90), at(3, 4, 30), at(6, 4, 90)];
    const { displaySets } = assembleSeries(files);
    const sets = displaySets.map(({ planes, apartBy }) => [
      apartBy,
      planes.map(({ distinction }) => distinction.acquiredAtS),
    ]);
    expect(sets).toEqual([
      [['time'], [90, 90, 90]],
      [['time'], [30, 30, 30]],
    ]);
  });
});

describe('a slice that is missing where the clock goes on', () => {
  it('is missed all the same', () => {
    const at = (n: number, mm: number, acquiredAtS: number) => axialSlice(n, mm, { acquisition: { acquiredAtS } });
    const files = [at(1, 0, 1), at(2, 2, 1), at(3, 4, 1), at(4, 8, 2), at(5, 10, 2), at(6, 12, 2)];
    const { displaySets } = assembleSeries(files);
    expect(displaySets.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([['series-gap']]);
  });
});

describe('mosaics', () => {
  it('are pictures in the order of their numbers, without a place, and say so', () => {
    const mosaic = (n: number) => axialSlice(n, 5, { acquisition: { imageType: 'ORIGINAL\\PRIMARY\\M\\MOSAIC' } });
    const { displaySets } = assembleSeries([mosaic(2), mosaic(1)]);
    expect(displaySets).toHaveLength(1);
    const [set] = displaySets;
    expect(set).toMatchObject({ orderedBy: 'number', geometry: null });
    expect(set!.planes.map(({ instance, positionMm }) => [instance.name, positionMm])).toEqual([
      ['1.dcm', null],
      ['2.dcm', null],
    ]);
    expect(set!.obstacles.map(({ code }) => code)).toEqual(['series-mosaic']);
    expect(set!.warnings.map(({ code }) => code)).toEqual(['series-mosaic']);
  });
});
