import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { suitabilityOf } from '../../src-shared/findings/suitability.ts';
import type { StoredCase, StoredInstance } from '../caselog/index.ts';

/** More pictures than a film study has are a stack, of which one stands for all. */
const FILMS = 4;

/**
 * The pictures of a case that a model is asked about when a person asks it about many cases at once: of a study of a few films
 * each that suits, of a larger one the first that suits of each series, and for networks that read whole stacks the series
 * with most images. None for networks that wait for a click.
 */
export function picturesToAsk(
  { series }: Pick<StoredCase, 'series'>,
  { input }: Pick<ModelManifest, 'input'>,
): InstanceId[] {
  if (input.point) return [];
  const suits = ({ description }: StoredInstance) => suitabilityOf(description.gate, input).against.length === 0;
  const suited = series.map(({ instances }) => instances.filter(suits)).filter((instances) => instances.length > 0);
  const firsts = suited.map(([first]) => (first as StoredInstance).id);
  if (input.kind !== 'frame') {
    const images = (instances: readonly StoredInstance[]) =>
      instances.reduce((sum, { description }) => sum + description.pixels.frames, 0);
    const most = Math.max(...suited.map(images));
    const largest = suited.findIndex((instances) => images(instances) === most);
    return largest < 0 ? [] : [firsts[largest] as InstanceId];
  }
  const all = suited.flat();
  return all.length <= FILMS ? all.map(({ id }) => id) : firsts;
}

/**
 * Whether this version of a model has answered about a picture, or about the stack in which it lies and to which nothing has come
 * since: many cases at once are not asked about twice, a person who wants another answer asks in the case. What reads study by
 * study is always asked: another study may have come.
 */
export function isAnswered(
  { series, results }: Pick<StoredCase, 'series' | 'results'>,
  instanceId: InstanceId,
  { id, version, input: { kind, steps } }: Pick<ModelManifest, 'id' | 'version' | 'input'>,
): boolean {
  if (steps === 'studies') return false;
  const own = series.find(({ instances }) => instances.some((instance) => instance.id === instanceId))?.instances ?? [];
  return results.some(({ result: { model, input } }) => {
    if (model.id !== id || model.version !== version) return false;
    if (kind === 'frame') return !input.volume && input.instanceId === instanceId && input.frame === 0;
    const read = input.volume?.instanceIds ?? [];
    return read.includes(instanceId) && own.every((instance) => instance.id <= Math.max(...read));
  });
}
