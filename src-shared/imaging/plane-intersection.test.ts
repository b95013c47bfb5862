import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nearestSlice,
  placeOf,
  pointAt,
  referenceLine,
  sliceAtSamePlace,
  type ImagePlane,
} from './plane-intersection.ts';

const axial = (z: number, change: Partial<ImagePlane> = {}): ImagePlane => ({
  positionMm: [-50, -50, z],
  orientation: [1, 0, 0, 0, 1, 0],
  rowMm: 1,
  columnMm: 0.5,
  rows: 101,
  columns: 201,
  frameOfReferenceUid: '1.2',
  ...change,
});
/** Columns to the back, rows to the feet, at x millimetres. */
const sagittal = (x: number, change: Partial<ImagePlane> = {}): ImagePlane => ({
  positionMm: [x, -50, 40],
  orientation: [0, 1, 0, 0, 0, -1],
  rowMm: 2,
  columnMm: 1,
  rows: 41,
  columns: 101,
  frameOfReferenceUid: '1.2',
  ...change,
});

describe('pixels and points', () => {
  it('are taken into each other, on any plane', () => {
    const number = fc.integer({ min: -500, max: 500 }).map((n) => n / 10);
    fc.assert(
      fc.property(number, number, fc.constantFrom(axial(3), sagittal(-7)), (column, row, plane) => {
        const place = placeOf(plane, pointAt(plane, { column, row }));
        expect(place.column).toBeCloseTo(column, 9);
        expect(place.row).toBeCloseTo(row, 9);
        expect(place.distanceMm).toBeCloseTo(0, 9);
      }),
    );
  });

  it('in front of the plane lie at their distance', () => {
    expect(placeOf(axial(3), [-50, -50, 10]).distanceMm).toBeCloseTo(7, 12);
    expect(placeOf(axial(3), [-50, -50, 1]).distanceMm).toBeCloseTo(-2, 12);
  });
});

describe('a reference line', () => {
  it('of a sagittal slice on an axial one runs from front to back at its place', () => {
    const line = referenceLine(axial(0), sagittal(10))!;
    expect([line.from.column, line.to.column]).toEqual([120, 120]);
    expect([line.from.row, line.to.row].sort((a, b) => a - b)).toEqual([-0.5, 100.5]);
  });

  it('of an axial slice on a sagittal one runs across at its height', () => {
    const line = referenceLine(sagittal(0), axial(20))!;
    expect([line.from.row, line.to.row]).toEqual([10, 10]);
    expect([line.from.column, line.to.column].sort((a, b) => a - b)).toEqual([-0.5, 100.5]);
  });

  it('ends where the other picture ends', () => {
    const line = referenceLine(axial(0), sagittal(10, { columns: 51 }))!;
    expect([line.from.row, line.to.row].sort((a, b) => a - b)).toEqual([-0.5, 50.5]);
  });

  it('lies on both planes, however they are turned', () => {
    const angle = fc.integer({ min: -150, max: 150 }).map((n) => n / 100);
    fc.assert(
      fc.property(angle, angle, (a, b) => {
        const tilted = axial(0, {
          positionMm: [-40, -40, -10],
          orientation: [
            Math.cos(a),
            Math.sin(a),
            0,
            -Math.sin(a) * Math.cos(b),
            Math.cos(a) * Math.cos(b),
            Math.sin(b),
          ],
        });
        const on = sagittal(5);
        const line = referenceLine(on, tilted);
        if (!line) return;
        for (const end of [line.from, line.to]) {
          expect(placeOf(tilted, pointAt(on, end)).distanceMm).toBeCloseTo(0, 6);
          expect(end.column).toBeGreaterThanOrEqual(-0.5 - 1e-9);
          expect(end.column).toBeLessThanOrEqual(on.columns - 0.5 + 1e-9);
          expect(end.row).toBeGreaterThanOrEqual(-0.5 - 1e-9);
          expect(end.row).toBeLessThanOrEqual(on.rows - 0.5 + 1e-9);
        }
      }),
    );
  });

  it.each([
    ['parallel', axial(0), axial(5)],
    ['the same', axial(0), axial(0)],
    ['beside each other', axial(0), sagittal(200)],
    ['above each other', axial(200), sagittal(0)],
    ['of two frames of reference', axial(0), sagittal(0, { frameOfReferenceUid: '1.3' })],
    [
      'of no known frame of reference',
      axial(0, { frameOfReferenceUid: null }),
      sagittal(0, { frameOfReferenceUid: null }),
    ],
  ])('is not there for planes that are %s', (_name, on, other) => {
    expect(referenceLine(on, other)).toBeNull();
  });
});

describe('the nearest slice', () => {
  const stack = [0, 3, 6, 9].map((z) => axial(z));

  it('to a point is the one with the least distance from its plane', () => {
    expect(nearestSlice(stack, [0, 0, 7.4])).toEqual({ index: 2, distanceMm: expect.closeTo(1.4, 9) });
    expect(nearestSlice(stack, [0, 0, 100])?.index).toBe(3);
    expect(nearestSlice([], [0, 0, 0])).toBeNull();
  });

  it('shows the same place of the patient in another stack', () => {
    const other = axial(5.2, { rows: 11, positionMm: [0, 0, 5.2] });
    expect(sliceAtSamePlace(stack, other, 2)).toEqual({ index: 2, distanceMm: expect.closeTo(0.8, 9) });
  });

  it('is none beyond the end of the stack, and none in another frame of reference', () => {
    expect(sliceAtSamePlace(stack, axial(20), 2)).toBeNull();
    expect(sliceAtSamePlace(stack, axial(3, { frameOfReferenceUid: '1.3' }), 2)).toBeNull();
    const mixed = [axial(3, { frameOfReferenceUid: '1.3' }), ...stack];
    expect(sliceAtSamePlace(mixed, axial(3), 2)?.index).toBe(2);
  });
});
