import { expect, it, vi } from 'vitest';
import type { Measurement } from '../../../src-shared/findings/measurement.ts';
import type { KnownNumbers } from './measurement-words.ts';

vi.mock('../../app/language.svelte.ts', async () => {
  const { translate } = await import('../../../src-shared/language/messages.ts');
  return { t: (key: string, values?: Record<string, string | number>) => translate('en', key, values) };
});
const { measurementRows, rowsHead } = await import('./measurement-rows.ts');

const known: KnownNumbers = {
  scale: { row: 0.5, column: 0.5, provenance: 'pixel-spacing' },
  pixels: { rescale: { slope: 1, intercept: -1024, unit: 'HU' }, modalityLut: null, samplesPerPixel: 1 },
  values: null,
  place: null,
  sliceMm: null,
};
const drawn = (kind: Measurement['kind'], points: [number, number][], more: Partial<Measurement> = {}) =>
  ({ kind, points, text: '', hidden: false, knownMm: null, ...more }) as Measurement;
const corners: [number, number][] = [
  [0, 0],
  [30, 40],
];

it('has a line a number, as exact as it is, with its unit and where its scale comes from', () => {
  expect(measurementRows(drawn('length', corners, { text: 'node', hidden: true }), 'Series 1, image 2', known)).toEqual(
    [['Length', 'node', 'Series 1, image 2', 'length', 25, 'mm', 'in the patient', 'yes']],
  );
  expect(measurementRows(drawn('arrow', corners), 'x', known)).toEqual([['Arrow', '', 'x', '', null, '', '', '']]);
});

it('gives a region its pixels in modality units, and a point its place in the patient', () => {
  const values = { pixels: 1200, mean: 41.25, deviation: 3.5, min: -2, max: 80 };
  const rows = measurementRows(drawn('rectangle', corners), 'x', { ...known, values });
  expect(rows.map((row) => row.slice(3, 6))).toEqual([
    ['area', 300, 'mm²'],
    ['mean', 41.25, 'HU'],
    ['standard deviation', 3.5, 'HU'],
    ['minimum', -2, 'HU'],
    ['maximum', 80, 'HU'],
    ['pixels', 1200, ''],
  ]);
  const point = measurementRows(drawn('point', [[3, 4]]), 'x', { ...known, values, place: [1.5, -2, 30] });
  expect(point.map((row) => row.slice(3, 6))).toEqual([
    ['mean', 41.25, 'HU'],
    ['L', 1.5, 'mm'],
    ['P', -2, 'mm'],
    ['S', 30, 'mm'],
  ]);
});

it('never says millimetres where nobody knows the scale', () => {
  const scale = { row: 1, column: 1, provenance: 'none' as const };
  expect(measurementRows(drawn('length', corners), 'x', { ...known, scale })[0]?.slice(4, 7)).toEqual([
    50,
    'px',
    'scale unknown',
  ]);
});

it('names every column', () => {
  expect(rowsHead()).toHaveLength(measurementRows(drawn('length', corners), 'x', known)[0]!.length);
});
