import type { InstanceId } from '../../src-shared/contract/ids.ts';

/** Cornerstone's name of a frame here: `skiagraph:<instanceId>:<frame>`, frame 0-based. */
export const SCHEME = 'skiagraph';

/** One frame (0-based) of one instance: what everything on the picture is keyed by. */
export interface FrameKey {
  readonly instanceId: InstanceId;
  readonly frame: number;
}

/** The image id of a frame. */
export function imageIdOf({ instanceId, frame }: FrameKey): string {
  return `${SCHEME}:${instanceId}:${frame}`;
}

/** The frame that an image id names; null for an id of another scheme or form. */
export function frameOf(imageId: string): FrameKey | null {
  const match = /^skiagraph:([1-9]\d*):(\d+)$/.exec(imageId);
  return match ? { instanceId: Number(match[1]) as InstanceId, frame: Number(match[2]) } : null;
}

/** Whether two keys name the same frame; nothing is the same as null. */
export function sameFrame(a: FrameKey | null, b: FrameKey | null): boolean {
  return a !== null && b !== null && a.instanceId === b.instanceId && a.frame === b.frame;
}
