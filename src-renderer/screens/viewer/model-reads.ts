import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import type { CaseInstance, CaseSeries, ShownManifest } from '../../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';

/**
 * How many images a network reads when it is asked about one of a series; null: that one alone. Else those of the stack in which
 * it lies.
 */
export function imagesRead(
  { input }: Pick<ShownManifest, 'input'>,
  { id }: CaseInstance,
  frame: number,
  { instances }: Pick<CaseSeries, 'instances'>,
): number | null {
  if (input.kind === 'frame' || input.steps === 'studies') return null;
  return stackOf(id, frame, instances)?.length ?? 1;
}

/**
 * How many images the stack that a network read has now, where images came in since: they have later ids than all that it read.
 * Null: none did, or the network read one picture alone.
 */
export function stackSince(
  { instanceId, frame, volume }: AnalysisResult['input'],
  series: readonly CaseSeries[],
): number | null {
  if (!volume || volume.studies || volume.instanceIds.length < 2) return null;
  const own = series.find(({ instances }) => instances.some(({ id }) => id === instanceId));
  const now = (own && stackOf(instanceId, frame, own.instances)) ?? [];
  const last = Math.max(...volume.instanceIds);
  return now.some((id) => id > last) ? now.length : null;
}

/** Of each slice of the stack in which a frame lies its instance. */
function stackOf(instanceId: InstanceId, frame: number, instances: readonly CaseInstance[]): InstanceId[] | undefined {
  const { displaySets } = assembleSeries(instances.map(({ id, description }) => ({ id, name: '', description })));
  const own = displaySets.find(({ planes }) =>
    planes.some((plane) => plane.instance.id === instanceId && plane.frame === frame),
  );
  return own?.planes.map(({ instance }) => instance.id);
}
