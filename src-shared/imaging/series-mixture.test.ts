import { describe, expect, it } from 'vitest';
import { Coded } from '../contract/coded-schema.ts';
import { assembleSeries } from './series-assembly.ts';
import type { SeriesInstance } from './series-plane.ts';
import { axialSlice, evenPlaces, sliceStack, type Change } from './series.fixture.ts';

const only = (instances: readonly SeriesInstance[]) => {
  const { displaySets, warnings } = assembleSeries(instances);
  expect(displaySets).toHaveLength(1);
  return { ...displaySets[0]!, warnings: [...warnings, ...displaySets[0]!.warnings] };
};

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

/** A slice in another direction, so many millimetres along its normal. */
const turned = (mm: number): Change => ({
  pixels: { imageOrientation: [0.8, 0.6, 0, 0, 0, -1], imagePositionMm: [-0.6 * mm, 0.8 * mm, 5] },
});

describe('what does not belong together', () => {
  it('by its UIDs, as they were removed, is told with numbers and files', () => {
    const bare = sliceStack(evenPlaces(3)).map((slice) => ({
      ...slice,
      description: { ...slice.description, seriesUid: null },
    }));
    const [told] = only(bare).warnings;
    expect(told).toEqual({ code: 'series-unlabelled', details: { count: 3, files: '1.dcm, 2.dcm, 3.dcm' } });
    expect(codes(only(bare.slice(0, 1)).warnings)).not.toContain('series-unlabelled');
  });

  it('by direction is set apart and told with numbers and files', () => {
    const { displaySets, warnings } = assembleSeries([
      ...sliceStack(evenPlaces(4)),
      axialSlice(5, 0, turned(0)),
      axialSlice(6, 0, turned(3)),
    ]);
    expect(displaySets.map(({ apartBy, planes }) => [apartBy, planes.length])).toEqual([
      [['orientation'], 4],
      [['orientation'], 2],
    ]);
    expect(warnings).toEqual([
      { code: 'series-orientation-mixed', details: { directions: 2, mixed: 2, total: 6, files: '5.dcm, 6.dcm' } },
      { code: 'series-gap', details: { mixed: 2 } },
    ]);
    for (const { obstacles } of displaySets) expect(obstacles).toEqual([]);
  });

  it('of localizers is set apart without a word', () => {
    const localizer = { acquisition: { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' } };
    const { displaySets, warnings } = assembleSeries([
      ...sliceStack(evenPlaces(4)),
      axialSlice(5, 0, { ...turned(0), ...localizer, pixels: { ...turned(0).pixels, rows: 100 } }),
    ]);
    expect(displaySets.map(({ planes }) => planes.length)).toEqual([4, 1]);
    expect(warnings).toEqual([]);
  });

  it('by size is set apart and told', () => {
    const { displaySets, warnings } = assembleSeries(
      sliceStack(evenPlaces(4), (i) => (i === 3 ? { pixels: { rows: 8, columns: 8 } } : {})),
    );
    expect(displaySets.map(({ planes }) => planes.length)).toEqual([3, 1]);
    expect(warnings).toEqual([
      { code: 'series-size-mixed', details: { sizes: '6 × 4 (3), 8 × 8 (1)', total: 4, files: '4.dcm' } },
    ]);
  });

  it('by colour is set apart and told', () => {
    const { displaySets, warnings } = assembleSeries(
      sliceStack(evenPlaces(4), (i) => (i === 3 ? { pixels: { samplesPerPixel: 3 } } : {})),
    );
    expect(displaySets).toHaveLength(2);
    expect(warnings).toEqual([{ code: 'series-samples-mixed', details: { count: 1, total: 4, files: '4.dcm' } }]);
  });

  it('by frame of reference is set apart and told', () => {
    const files = sliceStack(evenPlaces(6), (i) => ({ acquisition: { frameOfReferenceUid: i < 4 ? '1.1' : '1.2' } }));
    const { displaySets, warnings } = assembleSeries(files);
    expect(displaySets.map(({ planes, apartBy }) => [planes.length, apartBy])).toEqual([
      [4, ['frame-of-reference']],
      [2, ['frame-of-reference']],
    ]);
    expect(warnings).toEqual([
      { code: 'series-frames-of-reference', details: { references: 2, total: 6, files: '5.dcm, 6.dcm' } },
    ]);
  });

  it('for lack of a place is set apart and told', () => {
    const { displaySets, warnings } = assembleSeries(sliceStack([0, 2.5, 5, null]));
    expect(displaySets.map(({ planes }) => planes.length)).toEqual([3, 1]);
    expect(warnings).toEqual([{ code: 'series-no-position', details: { missing: 1, total: 4, files: '4.dcm' } }]);
  });

  it('by pixel spacing stays together and is no volume', () => {
    const set = only(
      sliceStack(evenPlaces(5), (i) =>
        i === 2 ? { pixels: { spacing: { rowMm: 0.6, columnMm: 0.5, provenance: 'pixel-spacing' } } } : {},
      ),
    );
    expect(codes(set.warnings)).toContain('series-pixel-spacing-mixed');
    expect(codes(set.obstacles)[0]).toBe('series-pixel-spacing-mixed');
  });

  it('without a pixel spacing is no volume', () => {
    const none = { rowMm: null, columnMm: null, provenance: 'none' } as const;
    const set = only(sliceStack(evenPlaces(5), () => ({ pixels: { spacing: none } })));
    expect(set.geometry).toBeNull();
    expect(codes(set.obstacles)).toEqual(['series-no-pixel-spacing']);
  });

  it.each([
    ['places', { imagePositionMm: [0, 0, 1e300] as [number, number, number] }],
    ['pixels', { spacing: { rowMm: 1e300, columnMm: 1, provenance: 'pixel-spacing' as const } }],
  ])('with %s beyond all measure has no geometry, and every number stays one', (_name, pixels) => {
    const { displaySets, warnings } = assembleSeries(sliceStack(evenPlaces(4), () => ({ pixels })));
    for (const { geometry } of displaySets) expect(geometry).toBeNull();
    for (const coded of [...warnings, ...displaySets.flatMap((set) => [...set.warnings, ...set.obstacles])]) {
      expect(Coded.parse(coded)).toEqual(coded);
    }
  });

  it('with nonsense for directions has no place', () => {
    const { warnings } = assembleSeries(
      sliceStack(evenPlaces(3), () => ({ pixels: { imageOrientation: [1, 0, 0, 1, 0, 0] } })),
    );
    expect(codes(warnings)).toEqual(['series-no-position']);
  });
});
