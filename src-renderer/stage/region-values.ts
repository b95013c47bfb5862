import type { CaseInstance } from '../../src-shared/contract/records.ts';
import type { Measurement } from '../../src-shared/findings/measurement.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { isRegion } from '../../src-shared/measuring/region.ts';
import { regionStatistics, type RegionStatistics } from '../../src-shared/measuring/region-statistics.ts';
import { requestFrame } from '../app/pixels.ts';
import { sameFrame, type FrameKey } from './image-id.ts';

let last: { readonly key: FrameKey; readonly frame: Promise<Frame> } | null = null;

/**
 * What the pixels in a drawn region, or under a drawn point, are in modality units: from the stored values of its own frame,
 * whatever window or table the screen shows them by. Null for other figures, for colour, and outside the picture. Rejects
 * with the reader's codes.
 */
export async function valuesUnder(
  { instanceId, frame, kind, points }: Pick<Measurement, 'instanceId' | 'frame' | 'kind' | 'points'>,
  instance: CaseInstance,
): Promise<RegionStatistics | null> {
  const drawn = kind === 'point' ? { kind: 'rectangle' as const, points: pixelAround(points[0]) } : { kind, points };
  if (instance.id !== instanceId || !isRegion(drawn)) return null;
  const key = { instanceId, frame };
  // the frame in hand is asked for again and again while somebody draws on it
  if (!last || !sameFrame(last.key, key)) last = { key, frame: requestFrame(instanceId, frame) };
  const asked = last;
  try {
    return regionStatistics(await asked.frame, pixelsOfFrame(instance.description.pixels, frame), drawn);
  } catch (thrown) {
    if (last === asked) last = null;
    throw thrown;
  }
}

/** Forgets the frame in hand: its case was left. */
export function forgetValues(): void {
  last = null;
}

function pixelAround(point: readonly [number, number] | undefined): [number, number][] {
  if (!point) return [];
  const [column, row] = [Math.floor(point[0]), Math.floor(point[1])];
  return [
    [column, row],
    [column + 1, row + 1],
  ];
}
