import { expect, it } from 'vitest';
import { axialSlice } from '../../src-shared/imaging/series.fixture.ts';
import { probeAt } from './probe.ts';

const { pixels } = axialSlice(1, 30).description;
const values = Int16Array.from({ length: pixels.rows * pixels.columns }, (_, i) => i * 10 - 100);

it('says pixel, modality value and place in the patient', () => {
  // 0.5 mm a pixel, the first one’s middle at -1, -2, 30
  expect(probeAt(values, pixels, 0, [3.9, 2.1])).toEqual({
    pixel: { column: 3, row: 2 },
    values: [(2 * pixels.columns + 3) * 10 - 100],
    patient: [0.5, -1, 30],
  });
});

it('says nothing outside the picture, and no place where nobody knows it', () => {
  expect(probeAt(values, pixels, 0, [-0.1, 0])).toBeNull();
  expect(probeAt(values, pixels, 0, [0, pixels.rows])).toBeNull();
  expect(probeAt(values, { ...pixels, imagePositionMm: null }, 0, [0, 0])?.patient).toBeNull();
});

it('calls no value what a grey table has made of it, and gives colour each sample', () => {
  const voiLut = { first: 0, bits: 8, values: [0, 1] };
  expect(probeAt(values, { ...pixels, voiLut }, 0, [0, 0])?.values).toBeNull();
  const colour = { ...pixels, samplesPerPixel: 3 as const, columns: 2, rows: 2 };
  expect(probeAt([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], colour, 0, [1, 1])?.values).toEqual([10, 11, 12]);
});
