import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { PIXEL_PRIORITIES, type PixelPriority, type PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';

const LARGEST_SIDE = 65_535;

/**
 * What a message on a pixel port asks; undefined where it is no request. Looked at by hand, not by a schema: the first frame of every
 * start would wait until schemas are loaded. A key image's map is not looked into.
 */
export function pixelRequest(message: unknown): PixelRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { id, kind, instanceId, frame, priority, maxSide, map } = message as Partial<Record<string, unknown>>;
  if (typeof id !== 'number' || !Number.isFinite(id)) return undefined;
  if (kind === 'cancel') return { id, kind };
  if (!isWhole(instanceId, 1) || !isWhole(frame, 0)) return undefined;
  const of = { id, instanceId: instanceId as InstanceId, frame };
  switch (kind) {
    case 'frame':
      if (priority === undefined) return { ...of, kind };
      return isPriority(priority) ? { ...of, kind, priority } : undefined;
    case 'key-image':
      if (!isWhole(maxSide, 1) || maxSide > LARGEST_SIDE || typeof map !== 'object') return undefined;
      return { ...of, kind, maxSide, map: map as ActivationMap | null };
    case 'overlay-mask':
      return { ...of, kind };
    default:
      return undefined;
  }
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isPriority(value: unknown): value is PixelPriority {
  return (PIXEL_PRIORITIES as readonly unknown[]).includes(value);
}
