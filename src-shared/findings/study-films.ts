import type { InstanceDescription } from '../imaging/instance.ts';
import type { ModelManifest } from './manifest.ts';
import { namesOneOf, suitabilityOf } from './suitability.ts';

interface Described {
  readonly description: Pick<InstanceDescription, 'identity' | 'gate' | 'pixels'>;
}

/**
 * The films of one patient that a network reads study by study: of each study the first film that suits the network (modality,
 * body part, projection; one frame), the oldest study first. Studies without a date have no place in time and are left out.
 *
 * @param films of one patient, those of a study in reading order
 */
export function studyFilms<T extends Described>(films: readonly T[], input: ModelManifest['input']): T[] {
  const ofStudy = new Map<string, T>();
  for (const film of films) {
    const { identity } = film.description;
    if (identity.studyDate === null || !suitsAsStep(film, input)) continue;
    const study = identity.studyUid ?? timeOf(film);
    if (!ofStudy.has(study)) ofStudy.set(study, film);
  }
  return [...ofStudy.values()].sort((a, b) => Number(isEarlier(b, a)) - Number(isEarlier(a, b)));
}

/** Whether one film was taken before another, by the date and time of their studies. */
export function isEarlier(one: Described, other: Described): boolean {
  return one.description.identity.studyDate !== null && timeOf(one) < timeOf(other);
}

function suitsAsStep({ description: { gate, pixels } }: Described, input: ModelManifest['input']): boolean {
  const { viewPosition } = gate;
  const seen = input.views.length === 0 || viewPosition === null || namesOneOf(input.views, viewPosition);
  return pixels.frames === 1 && seen && suitabilityOf(gate, input).against.length === 0;
}

function timeOf({ description: { identity } }: Described): string {
  return `${identity.studyDate ?? ''} ${identity.studyTime ?? ''}`;
}
