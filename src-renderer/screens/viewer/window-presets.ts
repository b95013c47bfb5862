import type { CaseInstance } from '../../../src-shared/contract/records.ts';
import type { Window } from '../../../src-shared/imaging/instance.ts';

/** A window that radiologists call by name. */
export interface WindowPreset {
  readonly id: 'soft-tissue' | 'lung' | 'bone' | 'brain' | 'mediastinum' | 'abdomen';
  readonly window: Window;
}

const hu = (center: number, width: number): Window => ({ center, width, function: 'LINEAR' });

/** For CT with Hounsfield units, in the order of the keys 1 to 6. */
export const CT_PRESETS: readonly WindowPreset[] = [
  { id: 'lung', window: hu(-600, 1500) },
  { id: 'mediastinum', window: hu(40, 400) },
  { id: 'abdomen', window: hu(60, 350) },
  { id: 'bone', window: hu(400, 1800) },
  { id: 'brain', window: hu(40, 80) },
  { id: 'soft-tissue', window: hu(50, 250) },
];

/** A window to choose: a named one, or one that the file states. */
export type WindowChoice =
  | { readonly kind: 'named'; readonly id: WindowPreset['id']; readonly window: Window }
  | { readonly kind: 'file'; readonly number: number; readonly window: Window };

/**
 * The windows to choose for an instance: its file's own, and for CT in Hounsfield units the named ones. None where a VOI
 * table is applied or for colour, where they would not mean what they say.
 */
export function presetsFor(instance: CaseInstance | null): WindowChoice[] {
  if (!instance) return [];
  const { pixels, gate } = instance.description;
  if (pixels.voiLut || pixels.samplesPerPixel === 3) return [];
  const stated = pixels.windows.map((window, i): WindowChoice => ({ kind: 'file', number: i + 1, window }));
  const hounsfield = gate.modality === 'CT' && pixels.rescale.unit === 'HU';
  const named = hounsfield ? CT_PRESETS.map(({ id, window }): WindowChoice => ({ kind: 'named', id, window })) : [];
  return [...stated, ...named];
}
