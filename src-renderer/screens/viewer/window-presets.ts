import type { CaseInstance, NamedWindow } from '../../../src-shared/contract/records.ts';
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

/** A window to choose: a named one of the program, one that the person named, or one that the file states. */
export type WindowChoice =
  | { readonly kind: 'named'; readonly id: WindowPreset['id']; readonly window: Window }
  | { readonly kind: 'own'; readonly name: string; readonly window: Window }
  | { readonly kind: 'file'; readonly number: number; readonly window: Window };

/**
 * Whether named windows mean something for a picture: not where a VOI table is applied, not in colour, and in CT only with
 * Hounsfield units.
 */
export function hasNamedWindows({ description: { pixels, gate } }: CaseInstance): boolean {
  if (pixels.voiLut || pixels.samplesPerPixel === 3 || gate.modality === null) return false;
  return gate.modality !== 'CT' || pixels.rescale.unit === 'HU';
}

/**
 * The windows to choose for an instance: its file's own, then the named ones of its modality: the person's, else for CT the
 * program's. In the order of the keys 1 to 9.
 *
 * @param own the person's windows by modality
 */
export function presetsFor(
  instance: CaseInstance | null,
  own: Readonly<Record<string, readonly NamedWindow[]>>,
): WindowChoice[] {
  if (!instance) return [];
  const { pixels, gate } = instance.description;
  if (pixels.voiLut || pixels.samplesPerPixel === 3) return [];
  const stated = pixels.windows.map((window, i): WindowChoice => ({ kind: 'file', number: i + 1, window }));
  return hasNamedWindows(instance) ? [...stated, ...namedFor(gate.modality ?? '', own)] : stated;
}

/** The named windows of a modality: the person's, else the program's. */
export function namedFor(modality: string, own: Readonly<Record<string, readonly NamedWindow[]>>): WindowChoice[] {
  const mine = own[modality];
  if (mine)
    return mine.map(({ name, center, width }): WindowChoice => ({ kind: 'own', name, window: hu(center, width) }));
  return modality === 'CT' ? CT_PRESETS.map(({ id, window }): WindowChoice => ({ kind: 'named', id, window })) : [];
}
