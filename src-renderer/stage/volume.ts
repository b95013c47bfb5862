import { cache, cornerstoneStreamingImageVolumeLoader, volumeLoader } from '@cornerstonejs/core';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { SpacingProvenance, Window } from '../../src-shared/imaging/instance.ts';
import type { Vector } from '../../src-shared/imaging/vectors.ts';
import type { WindowSource } from './default-window.ts';
import { cachedFrame, holdFrames } from './frame-cache.ts';
import { imageIdOf, type FrameKey } from './image-id.ts';
import { loadedFrame, type StageImage } from './image-loader.ts';
import { knownInstance } from './metadata.ts';
import { volumeValues } from './volume-values.ts';

/** What is used of Cornerstone's volume. */
interface CornerstoneVolume {
  readonly imageData: { worldToIndex(point: Vector): Vector };
  /** As it has put them in order. */
  readonly imageIds: readonly string[];
  readonly spacing: Vector;
}

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
  /** What measurements on its planes belong to. */
  readonly first: FrameKey;
  readonly slices: number;
  /** Where its millimetres come from. */
  readonly provenance: SpacingProvenance;
  /** Between neighbouring slices, and the smallest distance between any two voxels. */
  readonly sliceMm: number;
  readonly stepMm: number;
  /** The modality value at a point (LPS millimetres), interpolated; null: outside, padding, or nobody can say. */
  readonly valueAt: (point: Vector) => number | null;
}

/**
 * Loads all slices and makes them a volume. The caller knows that they lie on a regular grid.
 *
 * @param frames in order along the normal
 * @param onprogress 0–1
 * @param wanted asked between slices; false ends the loading
 * @returns null when nobody wants it any more. Rejects with the reader's codes, with `codec-size-mismatch` when slices can't be
 *   one array, and with `planes-memory-short` when they don't all find room
 */
export async function loadVolume(
  frames: readonly FrameKey[],
  onprogress: (fraction: number) => void,
  wanted: () => boolean,
): Promise<StageVolume | null> {
  const imageIds = frames.map(imageIdOf);
  const volumeId = `${SCHEME}:${imageIds[0]}:${imageIds.length}`;
  holdFrames(volumeId, imageIds);
  const images = await slicesOf(imageIds, onprogress, wanted);
  if (!images) {
    holdFrames(volumeId, []);
    return null;
  }
  const [first] = images as [StageImage, ...StageImage[]];
  if (images.some(({ dataType, numberOfComponents }) => dataType !== first.dataType || numberOfComponents !== 1)) {
    throw new CodedError('codec-size-mismatch');
  }
  // a slice that found no room would be black in the planes
  if (!imageIds.every(cachedFrame)) {
    holdFrames(volumeId, []);
    throw new CodedError('planes-memory-short');
  }
  if (!registered) {
    volumeLoader.registerVolumeLoader(SCHEME, cornerstoneStreamingImageVolumeLoader as never);
    registered = true;
  }
  if (!cache.getVolume(volumeId)) {
    const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: [...imageIds] });
    // Cornerstone's `load` would ask for all slices again, five every five milliseconds, and draw every plane fifty times meanwhile
    volume.loadStatus = { ...volume.loadStatus, loaded: true };
    volume.invalidate();
  }
  const { windowCenter, windowWidth, voiLUTFunction, windowSource, invert } = images[
    Math.floor(images.length / 2)
  ] as StageImage;
  const shape = voiLUTFunction as Window['function'];
  const { imageData, imageIds: sorted, spacing } = cache.getVolume(volumeId) as unknown as CornerstoneVolume;
  const { pixels } = knownInstance((frames[0] as FrameKey).instanceId)!.description;
  const slicesById = new Map(images.map((image) => [image.imageId, image]));
  const slices = sorted.map((imageId) => slicesById.get(imageId)?.getPixelData() ?? []);
  return {
    first: frames[0] as FrameKey,
    slices: frames.length,
    provenance: pixels.spacing.provenance,
    sliceMm: spacing[2],
    stepMm: Math.min(...spacing),
    valueAt: volumeValues(slices, first.columns, (point) => imageData.worldToIndex(point), pixels),
    volumeId,
    window: { center: Number(windowCenter), width: Number(windowWidth), function: shape },
    windowSource,
    inverted: invert,
  };
}

/** Those of the slices that are not in the page yet are loaded, some at a time. Null: nobody wants them any more. */
async function slicesOf(
  imageIds: readonly string[],
  onprogress: (fraction: number) => void,
  wanted: () => boolean,
): Promise<StageImage[] | null> {
  const images = imageIds.map(cachedFrame);
  const missing = imageIds.flatMap((_id, i) => (images[i] ? [] : [i]));
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    if (!wanted()) return null;
    onprogress((imageIds.length - missing.length + from) / imageIds.length);
    const some = missing.slice(from, from + AT_ONCE);
    const loaded = await Promise.all(some.map((i) => loadedFrame(imageIds[i]!)));
    loaded.forEach((image, at) => (images[some[at]!] = image));
  }
  return wanted() ? (images as StageImage[]) : null;
}
