import { describe, expect, it, vi } from 'vitest';
import type { Measurement } from '../../../src-shared/findings/measurement.ts';
import type { PixelScale } from '../../../src-shared/measuring/pixel-scale.ts';

vi.mock('../../app/language.svelte.ts', async () => {
  const { translate } = await import('../../../src-shared/language/messages.ts');
  return { t: (key: string, values?: Record<string, string | number>) => translate('en', key, values) };
});
const { measurementLines } = await import('./measurement-words.ts');

const CT = { rescale: { slope: 1, intercept: -1024, unit: 'HU' }, modalityLut: null, samplesPerPixel: 1 as const };
const patient: PixelScale = { row: 0.5, column: 0.5, provenance: 'pixel-spacing' };
const unknown: PixelScale = { row: 1, column: 1, provenance: 'none' };

function drawn(kind: Measurement['kind'], points: [number, number][], text = ''): Measurement {
  return {
    ...{ uid: '00000000-0000-4000-8000-000000000001', instanceId: 1, frame: 0, kind, points, text },
    ...{ hidden: false, knownMm: kind === 'calibration' ? 25 : null, removed: false },
  } as Measurement;
}

const line: [number, number][] = [
  [0, 0],
  [60, 80],
];
const values = { pixels: 1733, mean: 41.26, deviation: 12.04, min: -3, max: 96 };

describe('a measurement in words', () => {
  it('gives a length its unit and where its scale comes from', () => {
    expect(measurementLines(drawn('length', line), patient, CT, null)).toEqual(['50.0 mm', 'in the patient']);
  });

  it('never says millimetres where nobody knows the scale', () => {
    const words = measurementLines(drawn('bidirectional', [...line, [0, 80], [60, 0]]), unknown, CT, null).join(' ');
    expect(words).toBe('100 px across 100 px scale unknown');
  });

  it('puts a person’s own name first', () => {
    expect(measurementLines(drawn('length', line, 'aorta'), patient, CT, null)[0]).toBe('aorta');
  });

  it('says of a region what its pixels are, with no more digits than they deserve', () => {
    const box: [number, number][] = [
      [0, 0],
      [40, 50],
    ];
    expect(measurementLines(drawn('rectangle', box), patient, CT, values)).toEqual([
      '500 mm²',
      'mean 41.3 ± 12.0 HU',
      '-3.0 to 96.0 HU',
      '1,733 pixels',
      'in the patient',
    ]);
  });

  it('shows the geometry of a region while its pixels are on their way', () => {
    expect(measurementLines(drawn('rectangle', line), patient, CT, undefined)).toEqual(['12.0 cm²', 'in the patient']);
  });

  it('gives an angle no scale, for it needs none', () => {
    expect(
      measurementLines(
        drawn('angle', [
          [10, 0],
          [0, 0],
          [0, 10],
        ]),
        unknown,
        CT,
        null,
      ),
    ).toEqual(['90.0°']);
  });

  it('shows PET as SUV where the file allows it', () => {
    const pet = { ...CT, rescale: { slope: 1, intercept: 0, unit: 'BQML' }, suv: { bodyWeightFactor: 0.001 } };
    const one = { pixels: 1, mean: 2500, deviation: 0, min: 2500, max: 2500 };
    expect(measurementLines(drawn('point', [[3.2, 7.9]]), patient, pet, one)).toEqual([
      '2.50 SUVbw',
      'column 4, row 8',
    ]);
  });

  it('calls a line what it was calibrated to', () => {
    expect(measurementLines(drawn('calibration', line), patient, CT, null)).toEqual(['Calibration: 25.0 mm']);
  });
});
