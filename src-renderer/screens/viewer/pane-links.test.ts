import { describe, expect, it } from 'vitest';
import type { ImagePlane } from '../../../src-shared/imaging/plane-intersection.ts';
import { linkedLine, linkedSlice } from './pane-links.ts';

const axial = (z: number, frameOfReferenceUid: string | null = '1.2'): ImagePlane => ({
  positionMm: [-50, -50, z],
  orientation: [1, 0, 0, 0, 1, 0],
  rowMm: 1,
  columnMm: 1,
  rows: 100,
  columns: 100,
  frameOfReferenceUid,
});
const coronal = (y: number): ImagePlane => ({
  ...axial(0),
  positionMm: [-50, y, 50],
  orientation: [1, 0, 0, 0, 0, -1],
});
const stack = [0, 5, 10, 15, 20].map((z) => axial(z));

describe('scrolling together', () => {
  it('goes to the slice at the same height, whatever its number', () => {
    expect(linkedSlice(stack, axial(11))).toBe(2);
    expect(linkedSlice([...stack].reverse(), axial(11))).toBe(2);
    expect(linkedSlice([null, ...stack], axial(11))).toBe(3);
  });

  it('stays where it is beyond the stack, across it, and in another space', () => {
    expect(linkedSlice(stack, axial(40))).toBeNull();
    expect(linkedSlice(stack, coronal(0))).toBeNull();
    expect(linkedSlice(stack, axial(10, '9.9'))).toBeNull();
    expect(linkedSlice(stack, axial(10, null))).toBeNull();
  });
});

describe('the reference line', () => {
  it('lies where the other slice cuts the picture', () => {
    // the plane y = -20 mm is 30 rows below the first row's middle
    const line = linkedLine(axial(0), coronal(-20));
    expect(line?.map(([column, row]) => `${column} ${row}`).sort()).toEqual(['0 30.5', '100 30.5']);
  });

  it('is none between parallel slices', () => {
    expect(linkedLine(axial(0), axial(5))).toBeNull();
  });
});
