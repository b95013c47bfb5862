import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import type { StoredInstance } from '../caselog/index.ts';
import { isEarlier, studyFilms } from '../../src-shared/findings/study-films.ts';
import { volumeOfInstance, volumeOfStack, type VolumeInput } from '../inference/index.ts';

/**
 * What a network that reads study by study is asked about when a person points at one film: that film, and before it one of each
 * of the patient's earlier studies.
 *
 * @param others all films of the patient's other studies
 * @returns the films, the oldest first
 */
export function studiesAsked(
  { input }: Pick<ModelManifest, 'input'>,
  instance: StoredInstance,
  others: readonly StoredInstance[],
): StoredInstance[] {
  const earlier = others.filter((each) => isEarlier(each, instance));
  return [...studyFilms(earlier, input), instance];
}

/**
 * What a network that reads volumes or sequences is asked about when a person points at one picture: all frames of a picture
 * that has several, else the display set of the series in which it lies. Null for networks that look at single pictures.
 *
 * @param series all instances of the picture's series, the picture among them
 */
export function volumeAsked(
  { input }: Pick<ModelManifest, 'input'>,
  instance: StoredInstance,
  series: readonly StoredInstance[],
): VolumeInput | null {
  if (input.kind === 'frame') return null;
  const { description } = instance;
  if (description.pixels.frames > 1) return volumeOfInstance(instance.id, description).volume;
  // names are for warnings that people read; the inference process must not learn them
  const named = series.map((each) => ({ name: '', id: each.id, description: each.description }));
  const { displaySets } = assembleSeries(named);
  const set = displaySets.find(({ planes }) => planes.some((plane) => plane.instance.id === instance.id));
  if (!set) return volumeOfInstance(instance.id, description).volume;
  const slices = set.planes.map(({ instance: { id, description: own }, frame }) => ({
    instanceId: id,
    pixels: own.pixels,
    frame,
  }));
  return volumeOfStack(slices, set.geometry?.affine ?? null);
}
