import type { PixelScale } from '../../src-shared/measuring/pixel-scale.ts';
import { t } from '../app/language.svelte.ts';

/** Where the millimetres come from. */
export function provenanceWord(provenance: PixelScale['provenance']): string {
  const words: Record<PixelScale['provenance'], () => string> = {
    'pixel-spacing': () => t('measure.from.pixel-spacing'),
    calibrated: () => t('measure.from.calibrated'),
    uncalibrated: () => t('measure.from.uncalibrated'),
    'imager-pixel-spacing': () => t('measure.from.imager-pixel-spacing'),
    'magnification-corrected': () => t('measure.from.magnification-corrected'),
    'nominal-scanned': () => t('measure.from.nominal-scanned'),
    'ultrasound-regions': () => t('measure.from.ultrasound-regions'),
    'nifti-header': () => t('measure.from.nifti-header'),
    'calibrated-by-hand': () => t('measure.from.calibrated-by-hand'),
    none: () => t('measure.from.none'),
  };
  return words[provenance]();
}
