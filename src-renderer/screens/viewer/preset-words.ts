import { t } from '../../app/language.svelte.ts';
import type { WindowChoice } from './window-presets.ts';

/** The name of a window in the language on the screen. */
export function presetWords(choice: WindowChoice): string {
  if (choice.kind === 'file') return t('viewer.preset.file', { number: choice.number });
  if (choice.kind === 'own') return choice.name;
  switch (choice.id) {
    case 'lung':
      return t('viewer.preset.lung');
    case 'mediastinum':
      return t('viewer.preset.mediastinum');
    case 'abdomen':
      return t('viewer.preset.abdomen');
    case 'bone':
      return t('viewer.preset.bone');
    case 'brain':
      return t('viewer.preset.brain');
    case 'soft-tissue':
      return t('viewer.preset.soft-tissue');
  }
}
