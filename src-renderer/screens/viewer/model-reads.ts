import type { CaseInstance, CaseSeries, ShownManifest } from '../../../src-shared/contract/records.ts';
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
  if (input.kind === 'frame') return null;
  const { frames } = instance.description.pixels;
  if (frames > 1) return frames;
  const { displaySets } = assembleSeries(instances.map(({ id, description }) => ({ id, name: '', description })));
  const own = displaySets.find(({ planes }) => planes.some((plane) => plane.instance.id === instance.id));
  return own?.planes.length ?? 1;
}
