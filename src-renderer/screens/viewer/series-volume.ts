import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { CaseSeries } from '../../../src-shared/contract/records.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';
import { planVolume } from '../../../src-shared/imaging/volume.ts';
import type { FrameKey } from '../../stage/image-id.ts';

/** Over 20 cm of slices this moves the last one by less than 2 mm. */
const MOST_TILT_DEGREES = 0.5;

/**
 * The slices of a series that make a volume, in order along their normal: of several stacks the one that holds the frame on
 * the screen, else the largest. Where they are no regular grid: why.
 */
export function volumeFrames(
  series: CaseSeries,
  shown: FrameKey | null,
): { readonly frames: readonly FrameKey[] } | { readonly whyNot: Coded } {
  const { displaySets } = assembleSeries(
    series.instances.map(({ id, description }) => ({ id, name: '', description })),
  );
  const holds = displaySets.find(({ planes }) => planes.some(({ instance }) => instance.id === shown?.instanceId));
  const largest = displaySets.reduce((best, set) => (set.planes.length > best.planes.length ? set : best));
  const plan = planVolume(holds ?? largest);
  if (!plan.regular) return { whyNot: plan.whyNot };
  // Cornerstone's volumes are boxes: a sheared one would show anatomy where it is not
  const { tiltDegrees } = plan.description;
  if (tiltDegrees > MOST_TILT_DEGREES) return { whyNot: { code: 'series-tilted', details: { degrees: tiltDegrees } } };
  return { frames: plan.slices.map(({ instance, frame }) => ({ instanceId: instance.id, frame })) };
}
