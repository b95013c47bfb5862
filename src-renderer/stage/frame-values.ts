import { cache } from '@cornerstonejs/core';
import { imageIdOf, type FrameKey } from './image-id.ts';
import { type StageImage } from './image-loader.ts';

/** The numbers of a frame as windows act on them (modality units where the file has them); of colour its brightness. */
export type FrameValues = ArrayLike<number> & { readonly length: number };

const brightness = new WeakMap<StageImage, Uint8Array>();

function valuesOf(image: StageImage): FrameValues {
  const samples = image.getPixelData();
  if (!image.color) return samples;
  const known = brightness.get(image);
  if (known) return known;
  const grey = new Uint8Array(image.rows * image.columns);
  // Rec. 601, as JPEG's luma
  for (let i = 0; i < grey.length; i++) {
    grey[i] = Math.round(0.299 * samples[i * 3]! + 0.587 * samples[i * 3 + 1]! + 0.114 * samples[i * 3 + 2]!);
  }
  brightness.set(image, grey);
  return grey;
}

/** The numbers of a frame of the case on the stage that is in memory already; null: it is not. */
export function frameValuesNow(key: FrameKey): FrameValues | null {
  const image = cache.getImage(imageIdOf(key)) as StageImage | undefined;
  return image ? valuesOf(image) : null;
}
