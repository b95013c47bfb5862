import type { Coded } from '../../../src-shared/contract/coded.ts';
import { rounded } from '../../../src-shared/imaging/series-gaps.ts';
import { planVolume } from '../../../src-shared/imaging/volume.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import type { CaseSet } from './case-sets.ts';

/** Over 20 cm of slices this moves the last one by less than 2 mm. */
const MOST_TILT_DEGREES = 0.5;

/**
 * The slices of a display set that make a volume, in order along their normal. Where they are no regular grid (a gap, an
 * uneven step, a slanted stack): why. Planes are cut through a volume only, so nothing is measured across a gap.
 */
export function volumeFrames({
  displaySet,
}: Pick<CaseSet, 'displaySet'>): { readonly frames: readonly FrameKey[] } | { readonly whyNot: Coded } {
  const plan = planVolume(displaySet);
  if (!plan.regular) return { whyNot: plan.whyNot };
  // Cornerstone's volumes are boxes: a sheared one would show anatomy where it is not
  const { tiltDegrees } = plan.description;
  if (tiltDegrees > MOST_TILT_DEGREES) {
    return { whyNot: { code: 'series-tilted', details: { degrees: rounded(tiltDegrees) } } };
  }
  return { frames: plan.slices.map(({ instance, frame }) => ({ instanceId: instance.id, frame })) };
}
