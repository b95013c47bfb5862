import { cache, cornerstoneStreamingImageVolumeLoader, volumeLoader } from '@cornerstonejs/core';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import type { WindowSource } from './default-window.ts';
import { imageIdOf, type FrameKey } from './image-id.ts';
import { loadedFrame, type StageImage } from './image-loader.ts';

const SCHEME = 'skiagraph-volume';
/** Frames on their way at the same time: enough to keep the reader busy, few enough to stop quickly. */
const AT_ONCE = 4;

let registered = false;

/** The slices of a series as Cornerstone's volume, all of them in memory once: the pictures of the stack are its slices. */
export interface StageVolume {
  readonly volumeId: string;
  /** The window of the stack's middle slice. */
  readonly window: Window;
  readonly windowSource: WindowSource;
  readonly inverted: boolean;
}

/**
 * Loads all slices and makes them a volume. The caller knows that they lie on a regular grid.
 *
 * @param frames in order along the normal
 * @param onprogress 0–1
 * @param wanted asked between slices; false ends the loading
 * @returns null when nobody wants it any more. Rejects with the reader's codes, and with `series-mixed-sizes` when slices
 *   can't be one array
 */
export async function loadVolume(
  frames: readonly FrameKey[],
  onprogress: (fraction: number) => void,
  wanted: () => boolean,
): Promise<StageVolume | null> {
  const imageIds = frames.map(imageIdOf);
  const volumeId = `${SCHEME}:${imageIds[0]}:${imageIds.length}`;
  const images: StageImage[] = [];
  for (let from = 0; from < imageIds.length; from += AT_ONCE) {
    if (!wanted()) return null;
    images.push(...(await Promise.all(imageIds.slice(from, from + AT_ONCE).map(loadedFrame))));
    onprogress(images.length / imageIds.length);
  }
  if (!wanted()) return null;
  const [first] = images as [StageImage, ...StageImage[]];
  if (images.some(({ dataType, numberOfComponents }) => dataType !== first.dataType || numberOfComponents !== 1)) {
    throw new CodedError('codec-size-mismatch');
  }
  if (!registered) {
    volumeLoader.registerVolumeLoader(SCHEME, cornerstoneStreamingImageVolumeLoader as never);
    registered = true;
  }
  if (!cache.getVolume(volumeId)) {
    const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: [...imageIds] });
    (volume as unknown as { load(): void }).load();
  }
  const { windowCenter, windowWidth, voiLUTFunction, windowSource, invert } = images[
    Math.floor(images.length / 2)
  ] as StageImage;
  const shape = voiLUTFunction as Window['function'];
  return {
    volumeId,
    window: { center: Number(windowCenter), width: Number(windowWidth), function: shape },
    windowSource,
    inverted: invert,
  };
}
