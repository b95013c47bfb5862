import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from './affine.ts';
import truth from './dcm2niix-series.fixture.json' with { type: 'json' };
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

describe('a stack of slices', () => {
  it('is ordered along its normal, whatever the instance numbers say', () => {
    const set = only([axialSlice(1, 5), axialSlice(2, -5), axialSlice(3, 0)]);
    expect(numbers(set)).toEqual([2, 3, 1]);
    expect(set).toMatchObject({ orderedBy: 'position', obstacles: [], warnings: [], apartBy: [] });
    expect(set.geometry).toMatchObject({ spacingMm: { row: 0.5, column: 0.5, slice: 5 }, errorMm: 0, tiltDegrees: 0 });
    expect(apply(set.geometry!.affine, [0, 0, 2])).toEqual([-1, -2, 5]);
  });

  it('is the same in whatever order its files are read', () => {
    const files = sliceStack(evenPlaces(12));
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(only(shuffled).geometry).toEqual(only(files).geometry);
        expect(numbers(only(shuffled))).toEqual(numbers(only(files)));
      }),
    );
  });

  it('of any orientation, size and place lies where each of its slices does', () => {
    const angle = fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(
        angle,
        angle,
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 1, max: 80 }),
        (a, b, count, step) => {
          const right = [Math.cos(a), Math.sin(a), 0];
          const down = [-Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b)];
          const normal = [Math.sin(a) * Math.sin(b), -Math.cos(a) * Math.sin(b), Math.cos(b)];
          const at = (i: number) =>
            normal.map((n, axis) => [40, -60, 9][axis]! + n * i * step * 0.1) as [number, number, number];
          const set = only(
            sliceStack(evenPlaces(count), (i) => ({
              pixels: { imageOrientation: [...right, ...down], imagePositionMm: at(i) },
            })),
          );
          expect(set.obstacles).toEqual([]);
          expect(set.geometry!.spacingMm.slice).toBeCloseTo(step * 0.1, 9);
          for (let i = 0; i < count; i++) {
            apply(set.geometry!.affine, [0, 0, i]).forEach((mm, axis) => expect(mm).toBeCloseTo(at(i)[axis]!, 9));
          }
        },
      ),
    );
  });

  it('without places is ordered by instance number and is no volume', () => {
    const set = only([axialSlice(2, null, { modality: 'DX' }), axialSlice(1, null, { modality: 'DX' })]);
    expect(numbers(set)).toEqual([1, 2]);
    expect(set).toMatchObject({ orderedBy: 'number', geometry: null, warnings: [] });
    expect(codes(set.obstacles)).toEqual(['series-not-volume']);
  });

  it('of one slice is no volume, and that is no warning', () => {
    const set = only([axialSlice(1, 5)]);
    expect(codes(set.obstacles)).toEqual(['series-one-slice']);
    expect(set.warnings).toEqual([]);
    expect(set.geometry?.spacingMm).toEqual({ row: 0.5, column: 0.5, slice: null });
  });
});

describe('real series', () => {
  const told = truth.flatMap((one) => ('positions' in one ? [one] : []));

  it.each(told.map((one) => [one.name, one] as const))('%s lie where dcm2niix puts them', (_name, one) => {
    const files = one.positions!.map((position, i) =>
      axialSlice(i, 0, {
        modality: 'MR',
        pixels: {
          rows: one.rows,
          columns: one.columns,
          imagePositionMm: position as [number, number, number],
          imageOrientation: one.orientation!,
          spacing: { rowMm: one.spacing![0]!, columnMm: one.spacing![1]!, provenance: 'pixel-spacing' },
        },
      }),
    );
    const set = only(files);
    expect(set.obstacles).toEqual([]);
    expect([one.columns, one.rows, set.planes.length]).toEqual(one.shape);
    // dcm2niix keeps float32: the corner farthest from the first voxel moves by some ten-thousandths of a millimetre
    for (const corner of [
      [0, 0, 0],
      [one.columns - 1, one.rows - 1, set.planes.length - 1],
    ] as [number, number, number][]) {
      const expected = apply(one.affine as never, corner);
      apply(set.geometry!.affine, corner).forEach((mm, axis) =>
        expect(Math.abs(mm - expected[axis]!)).toBeLessThan(2e-3),
      );
    }
  });
});
