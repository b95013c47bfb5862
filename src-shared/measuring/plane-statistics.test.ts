import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cross, dot, lengthOf, subtract, type Vector } from '../imaging/vectors.ts';
import { measured } from './measured.ts';
import { onPlane, patientPlane, samePlane } from './plane-pose.ts';
import { planeStatistics } from './plane-statistics.ts';
import { trilinear } from './trilinear.ts';

const PLANES = ['axial', 'coronal', 'sagittal'] as const;
const mm = fc.double({ min: -300, max: 300, noNaN: true });
const point = fc.tuple(mm, mm, mm) as fc.Arbitrary<Vector>;

describe('a plane through the patient', () => {
  it('holds the point that it was cut through, and its axes are at right angles', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLANES), point, (plane, through) => {
        const pose = patientPlane(plane, through);
        const { right, down, originMm } = pose;
        const from = subtract(through, originMm);
        const back = onPlane(pose, [dot(from, right), dot(from, down)]);
        expect(lengthOf(subtract(back, through))).toBeLessThan(1e-9);
        expect(dot(right, down)).toBe(0);
      }),
    );
  });

  it('is looked at as radiologists do', () => {
    expect(patientPlane('axial', [1, 2, 3])).toMatchObject({ right: [1, 0, 0], down: [0, 1, 0] });
    // the head is up: down the screen runs to the feet
    expect(patientPlane('coronal', [1, 2, 3])).toMatchObject({ right: [1, 0, 0], down: [0, 0, -1] });
    expect(patientPlane('sagittal', [1, 2, 3])).toMatchObject({ right: [0, 1, 0], down: [0, 0, -1] });
  });

  it('is another one a little further on', () => {
    const at = (z: number) => patientPlane('axial', [5, 5, z]);
    expect(samePlane(at(10), at(10.4), 0.5)).toBe(true);
    expect(samePlane(at(10), at(10.6), 0.5)).toBe(false);
    expect(samePlane(at(10), patientPlane('coronal', [5, 5, 10]), 1000)).toBe(false);
  });

  it('measures the patient’s own distances', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLANES), point, fc.tuple(mm, mm), fc.tuple(mm, mm), (plane, through, a, b) => {
        const pose = patientPlane(plane, through);
        const scale = { row: 1, column: 1, provenance: 'pixel-spacing' as const };
        const [length] = measured({ kind: 'length', points: [a, b] }, scale);
        expect(length!.value).toBeCloseTo(lengthOf(subtract(onPlane(pose, a), onPlane(pose, b))), 9);
      }),
    );
  });
});

describe('a value between grid points', () => {
  const size = [5, 4, 3] as const;
  const ramp = (i: number, j: number, k: number) => 3 * i - 2 * j + 7 * k + 11;

  it('is exact of what is linear, everywhere within the grid', () => {
    const along = (n: number) => fc.double({ min: 0, max: n - 1, noNaN: true });
    fc.assert(
      fc.property(along(5), along(4), along(3), (i, j, k) => {
        expect(trilinear(size, ramp, [i, j, k])).toBeCloseTo(ramp(i, j, k), 4);
      }),
    );
  });

  it('is none outside, nor beside a point without one', () => {
    for (const at of [
      [-0.1, 0, 0],
      [0, 3.1, 0],
      [0, 0, 2.5],
    ] as Vector[])
      expect(trilinear(size, ramp, at)).toBeNull();
    const holed = (i: number, j: number, k: number) => (i === 2 && j === 1 && k === 1 ? null : ramp(i, j, k));
    expect(trilinear(size, holed, [2.5, 1, 1])).toBeNull();
    expect(trilinear(size, holed, [3, 1, 1])).toBe(ramp(3, 1, 1));
  });
});

describe('statistics of a region on a plane', () => {
  const at = (value: (x: number, y: number) => number | null) => (p: readonly [number, number]) => value(p[0], p[1]);

  it('are those of a ramp in closed form, on a disc that lies between the voxels', () => {
    const disc = {
      kind: 'ellipse' as const,
      points: [
        [-12.3, 4.1],
        [7.7, 24.1],
      ] as [number, number][],
    };
    const found = planeStatistics(
      disc,
      0.05,
      at((x, y) => 10 * x + 4 * y),
    )!;
    // mean: the value in the middle; variance of a linear function on a disc: |gradient|² r² / 4
    expect(found.mean).toBeCloseTo(10 * -2.3 + 4 * 14.1, 1);
    expect(found.deviation).toBeCloseTo((Math.hypot(10, 4) * 10) / 2, 1);
    expect(found.pixels * 0.05 ** 2).toBeCloseTo(Math.PI * 100, 0);
  });

  it('leave out what lies outside the volume, and are none where all does', () => {
    const box = {
      kind: 'rectangle' as const,
      points: [
        [0, 0],
        [10, 10],
      ] as [number, number][],
    };
    const half = planeStatistics(
      box,
      0.1,
      at((x) => (x < 5 ? 7 : null)),
    )!;
    expect(half).toMatchObject({ mean: 7, deviation: 0, min: 7, max: 7 });
    expect(half.pixels).toBeCloseTo(5000, -2);
    expect(planeStatistics(box, 0.1, () => null)).toBeNull();
  });

  it('take no more samples than can be counted while somebody draws', () => {
    const box = {
      kind: 'rectangle' as const,
      points: [
        [0, 0],
        [5000, 5000],
      ] as [number, number][],
    };
    expect(planeStatistics(box, 0.1, () => 1)!.pixels).toBeLessThanOrEqual(1_010_000);
  });
});

it('planes are right-handed, so that a normal is one', () => {
  for (const plane of PLANES) {
    const { right, down } = patientPlane(plane, [0, 0, 0]);
    expect(lengthOf(cross(right, down))).toBe(1);
  }
});
