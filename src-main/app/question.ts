import path from 'node:path';
import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { ofThePicture } from '../asking/index.ts';
import type { StoredInstance } from '../caselog/index.ts';
import { isEarlier, studyFilms } from '../../src-shared/findings/study-films.ts';
import { volumeOfStack, type VolumeInput } from '../inference/index.ts';

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

/** What a network is asked about beside the picture that a person points at, and what was noticed while that was put together. */
export interface VolumeAsked {
  /** Null: the picture alone. */
  readonly volume: VolumeInput | null;
  readonly noticed: readonly Coded[];
}

/**
 * What a network that reads volumes or sequences is asked about when a person points at one frame: the display set in which it
 * lies, in the order of its slices. A network that looks at single pictures is asked about the frame alone.
 *
 * @param series all instances of the picture's series, the picture among them
 */
export function volumeAsked(
  { input }: Pick<ModelManifest, 'input'>,
  { id, description }: StoredInstance,
  frame: number,
  series: readonly StoredInstance[],
): VolumeAsked {
  if (input.kind === 'frame') {
    return { volume: null, noticed: ofThePicture(description) };
  }
  // names are for warnings that people read: the inference process gets ids
  const named = series.map((each) => ({ name: path.basename(each.path), id: each.id, description: each.description }));
  const { displaySets, warnings } = assembleSeries(named);
  const set = displaySets.find(({ planes }) =>
    planes.some((plane) => plane.instance.id === id && plane.frame === frame),
  );
  if (!set) throw new CodedError('record-missing');
  const slices = set.planes.map(({ instance, frame: own }) => ({
    instanceId: instance.id,
    pixels: instance.description.pixels,
    frame: own,
  }));
  return { volume: volumeOfStack(slices, set.geometry), noticed: [...warnings, ...set.warnings] };
}
