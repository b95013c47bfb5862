import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import type { CaseInstance, CaseSeries, ShownManifest } from '../../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';

/**
 * How many images a network reads when it is asked about one of a series; null: that one alone. All frames of a picture that
 * has several, else the stack of the series in which the picture lies.
 */
export function imagesRead(
  { input }: Pick<ShownManifest, 'input'>,
  instance: CaseInstance,
  { instances }: Pick<CaseSeries, 'instances'>,
): number | null {
  if (input.kind === 'frame' || input.steps === 'studies') return null;
  const { frames } = instance.description.pixels;
  return frames > 1 ? frames : (stackOf(instance.id, instances)?.length ?? 1);
}

/**
 * How many images the stack that a network read has now, where images came in since: they have later ids than all that it read.
 * Null: none did, or the network read one picture alone.
 */
export function stackSince(
  { instanceId, volume }: AnalysisResult['input'],
  series: readonly CaseSeries[],
): number | null {
  if (!volume || volume.studies || volume.instanceIds.length < 2) return null;
  const own = series.find(({ instances }) => instances.some(({ id }) => id === instanceId));
  const now = (own && stackOf(instanceId, own.instances)) ?? [];
  const last = Math.max(...volume.instanceIds);
  return now.some((id) => id > last) ? now.length : null;
}

/** The instances of the stack in which one lies. */
function stackOf(instanceId: InstanceId, instances: readonly CaseInstance[]): InstanceId[] | undefined {
  const { displaySets } = assembleSeries(instances.map(({ id, description }) => ({ id, name: '', description })));
  const ids = displaySets.map(({ planes }) => planes.map(({ instance }) => instance.id));
  return ids.find((stack) => stack.includes(instanceId));
}
