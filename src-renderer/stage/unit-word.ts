import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { t } from '../app/language.svelte.ts';

/** DICOM's codes for units of PET (PS3.3 C.8.9.1.1.3) and dose (C.8.8.3.2) as they are written. */
const WRITTEN: Readonly<Record<string, string>> = {
  BQML: 'Bq/ml',
  GML: 'g/ml',
  GY: 'Gy',
  CPS: 'cps',
  PCNT: '%',
  MLML: 'ml/ml',
  '1CM': '1/cm',
};

/** HU, SUV, the file's own unit, or that there is none. */
export function unitWord({ rescale, suv }: Pick<PixelDescription, 'rescale' | 'suv'>): string {
  if (suv) return t('measure.unit.suv');
  if (rescale.unit === null || rescale.unit === 'NONE') return t('measure.unit.raw');
  return WRITTEN[rescale.unit] ?? rescale.unit;
}

/** What is told of the values that a window acts on: behind a VOI table they have no unit. */
export function windowUnit(pixels: Pick<PixelDescription, 'rescale' | 'suv' | 'voiLut'>): {
  readonly factor: number;
  readonly unit: string;
} {
  if (pixels.voiLut) return { factor: 1, unit: t('measure.unit.raw') };
  return { factor: pixels.suv?.bodyWeightFactor ?? 1, unit: unitWord(pixels) };
}
