import type { Coded } from '../contract/coded.ts';
import type { InstanceDescription } from './instance.ts';

const FILMS = ['CR', 'DX'];
/** Films of the trunk are shown as if the patient faced the viewer, head up; of hands and feet there is no one way. */
const TRUNK = /^(CHEST|THORAX|LUNG|HEART|RIB|STERNUM|ABDOMEN)/;
const FRONTAL = ['AP', 'PA'];

/**
 * Whether a film of the trunk is stored otherwise than such films are shown, by its Patient Orientation (0020,0020): rows of a frontal
 * film run to the patient's left, columns of any to the feet. A network sees it as it is stored.
 *
 * @returns `film-lies-otherwise` with where rows and columns run; null: it does not, or the file does not say
 */
export function lieOfFilm({
  gate: { modality, bodyPart, viewPosition },
  patientOrientation,
}: Pick<InstanceDescription, 'gate' | 'patientOrientation'>): Coded | null {
  const [right = '', down = ''] = patientOrientation ?? [];
  const named = [right, down].every((direction) => /^[LRAPHF]{1,3}$/.test(direction));
  if (!named || !FILMS.includes(modality ?? '') || !TRUNK.test(bodyPart?.trim().toUpperCase() ?? '')) return null;
  const frontal = FRONTAL.includes(viewPosition?.trim().toUpperCase() ?? '') || /^[LR]/.test(right);
  const usual = down.startsWith('F') && (!frontal || right.startsWith('L'));
  return usual ? null : { code: 'film-lies-otherwise', details: { right, down } };
}
