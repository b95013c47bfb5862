import type { Frame } from '../../src-shared/imaging/frame.ts';
import { requestFrame } from '../app/pixels.ts';
import { imageIdOf, type FrameKey } from './image-id.ts';

/** As many bytes as may wait for a case that is not on the stage yet. */
const MOST_BYTES = 128 * 2 ** 20;

const waiting = new Map<string, Promise<Frame>>();
let bytes = 0;

/**
 * Decodes a frame that will be looked at next, and holds it until the stage asks for it: that case then opens at once. A
 * frame that can't be read is told when it is asked for.
 */
export async function fetchAhead(key: FrameKey): Promise<void> {
  const id = imageIdOf(key);
  if (waiting.has(id) || bytes > MOST_BYTES) return;
  const asked = requestFrame(key.instanceId, key.frame);
  waiting.set(id, asked);
  try {
    bytes += (await asked).values.byteLength;
  } catch {
    waiting.delete(id);
  }
}

/** A frame that was fetched ahead, handed out once; undefined: it was not. */
export function takeAhead(imageId: string): Promise<Frame> | undefined {
  const frame = waiting.get(imageId);
  if (!frame) return undefined;
  waiting.delete(imageId);
  void frame.then(({ values }) => (bytes -= values.byteLength)).catch(() => undefined);
  return frame;
}

/** Lets go of everything that nobody asked for. */
export function forgetAhead(): void {
  waiting.clear();
  bytes = 0;
}
