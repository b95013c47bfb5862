import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { t } from '../app/language.svelte.ts';

/** HU, SUV, the file's own unit, or that there is none. */
export function unitWord({ rescale, suv }: Pick<PixelDescription, 'rescale' | 'suv'>): string {
  if (suv) return t('measure.unit.suv');
  return rescale.unit ?? t('measure.unit.raw');
}
