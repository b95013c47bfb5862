import type { CaseSeries } from '../../../src-shared/contract/records.ts';
import type { FrameKey } from '../../stage/image-id.ts';

/** All frames of a series in reading order. */
export function framesOf({ instances }: Pick<CaseSeries, 'instances'>): FrameKey[] {
  return instances.flatMap(({ id, description }) =>
    Array.from({ length: description.pixels.frames }, (_, frame): FrameKey => ({ instanceId: id, frame })),
  );
}
