import { createHash } from 'node:crypto';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';
import type { PixelSummary } from './calls.ts';
import type { OpenImage } from './image.ts';

/**
 * Decodes all frames and summarises them. The hash is over the stored bytes: frames, rows, columns, samples interleaved,
 * little-endian, as wide as allocated, colour untouched. Minimum, maximum and mean are of the stored bits, sign-extended,
 * NaN and infinities left out; the rescaled ends are those after the modality transform (PS3.3 C.11.1). Throws codec codes.
 *
 * @param alive called before each frame, for a watchdog
 */
export async function summarise(image: OpenImage, alive: () => void = () => undefined): Promise<PixelSummary> {
  const { pixels } = image.description;
  const hash = createHash('sha256');
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  let [rescaledMin, rescaledMax] = [Infinity, -Infinity];
  for (let frame = 0; frame < pixels.frames; frame++) {
    alive();
    const modality = modalityOf(pixelsOfFrame(pixels, frame));
    const { bytes, values } = await image.stored(frame);
    hash.update(bytes);
    let [least, greatest] = [Infinity, -Infinity];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) continue;
      count++;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      sum += value;
      if (pixels.modalityLut) {
        rescaledMin = Math.min(rescaledMin, modality(value));
        rescaledMax = Math.max(rescaledMax, modality(value));
      }
    }
    min = Math.min(min, least);
    max = Math.max(max, greatest);
    if (pixels.modalityLut || greatest < least) continue;
    rescaledMin = Math.min(rescaledMin, modality(least), modality(greatest));
    rescaledMax = Math.max(rescaledMax, modality(least), modality(greatest));
  }
  return { sha256: hash.digest('hex'), min, max, mean: sum / count, rescaledMin, rescaledMax };
}
