import { t } from '../app/language.svelte.ts';
import type { Colours } from './colours.ts';

/** A colour map's name. */
export function colourWord(colours: Colours): string {
  const words: Record<Colours, () => string> = {
    grey: () => t('viewer.colours.grey'),
    viridis: () => t('viewer.colours.viridis'),
    inferno: () => t('viewer.colours.inferno'),
    magma: () => t('viewer.colours.magma'),
    cividis: () => t('viewer.colours.cividis'),
  };
  return words[colours]();
}
