import type { PixelDescription } from './instance.ts';

/**
 * The description of one frame: what its functional groups say of it (PS3.3 C.7.6.16) in the place of what is said of all.
 *
 * @param frame counted from 0
 */
export function pixelsOfFrame(pixels: PixelDescription, frame: number): PixelDescription {
  const { perFrame, ...shared } = pixels;
  const own = perFrame?.[frame];
  if (!own) return pixels;
  return {
    ...shared,
    imagePositionMm: own.imagePositionMm === undefined ? shared.imagePositionMm : own.imagePositionMm,
    imageOrientation: own.imageOrientation === undefined ? shared.imageOrientation : own.imageOrientation,
    spacing: own.spacing ?? shared.spacing,
    rescale: own.rescale ?? shared.rescale,
    windows: own.windows ?? shared.windows,
    voiLut: own.voiLut === undefined ? shared.voiLut : own.voiLut,
  };
}
