import { cache } from '@cornerstonejs/core';
import type { StageImage } from './image-loader.ts';

/** Share of the machine's memory for pictures, and its bounds: small machines must live, large ones gain nothing more. */
const SHARE = 1 / 8;
const LEAST_BYTES = 256 * 2 ** 20;
const MOST_BYTES = 1024 * 2 ** 20;

/** Image ids in the order of their last use. */
const used = new Set<string>();
/** What may not leave: on the screen of a pane, or slices of a volume. By who holds it. */
const held = new Map<string, readonly string[]>();

/**
 * Bytes for decoded pictures.
 *
 * @param deviceMemory of `navigator`: GiB, rounded, at most 8; undefined where nobody knows
 */
export function pictureBudget(deviceMemory: number | undefined): number {
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, (deviceMemory ?? 2) * SHARE * 2 ** 30));
}

/** Says what a pane or a volume needs from now on; an empty list lets go. */
export function holdFrames(holder: string, imageIds: readonly string[]): void {
  if (imageIds.length === 0) held.delete(holder);
  else held.set(holder, imageIds);
}

/** A frame from the cache, which counts as used; undefined: it is not there. */
export function cachedFrame(imageId: string): StageImage | undefined {
  const image = cache.getImage(imageId) as StageImage | undefined;
  if (image) touch(imageId);
  return image;
}

/** Whether so many bytes more find room without anything leaving. */
export function hasRoomFor(bytes: number): boolean {
  return cache.getBytesAvailable() >= bytes;
}

/**
 * Keeps a frame. Where the budget is used up, those that were not looked at for the longest time leave; what is on the screen
 * stays, and where all is, the new frame is not kept.
 */
export function keepFrame(imageId: string, image: StageImage): void {
  if (cache.getImage(imageId)) return;
  if (!hasRoomFor(image.sizeInBytes)) makeRoom(image.sizeInBytes);
  if (!hasRoomFor(image.sizeInBytes)) return;
  cache.putImageSync(imageId, image);
  touch(imageId);
}

/** Forgets everything: the case was left. */
export function emptyFrameCache(): void {
  used.clear();
  held.clear();
  cache.purgeCache();
}

function makeRoom(bytes: number): void {
  const needed = new Set([...held.values()].flat());
  for (const imageId of used) {
    if (hasRoomFor(bytes)) return;
    if (needed.has(imageId)) continue;
    used.delete(imageId);
    if (cache.getImage(imageId)) cache.removeImageLoadObject(imageId);
  }
}

function touch(imageId: string): void {
  used.delete(imageId);
  used.add(imageId);
}
