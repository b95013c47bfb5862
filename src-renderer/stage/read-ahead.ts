import { hasRoomFor } from './frame-cache.ts';
import { loadedFrame } from './image-loader.ts';

/**
 * Loads the frames of a stack one after the other, the nearest to where the person is first. Reading ahead drives nothing out of
 * the memory: it ends where there is no room. What can't be read is told when it is looked at.
 *
 * @param here place in the stack where the person is at the moment
 * @param wanted asked before every frame; false ends it
 */
export async function readAhead(imageIds: readonly string[], here: () => number, wanted: () => boolean): Promise<void> {
  for (let distance = 1; distance < imageIds.length; distance++) {
    for (const index of [here() + distance, here() - distance]) {
      if (!wanted()) return;
      const imageId = imageIds[index];
      if (imageId === undefined) continue;
      const image = await loadedFrame(imageId).catch(() => null);
      if (image && !hasRoomFor(image.sizeInBytes)) return;
    }
  }
}
