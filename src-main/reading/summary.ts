import { createHash } from 'node:crypto';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';
import type { PixelSummary } from './calls.ts';
import type { OpenImage } from './image.ts';

/**
 * Decodes all frames and summarises them. The hash is over the stored bytes: frames, rows, columns, samples interleaved,
 * little-endian, as wide as allocated, colour untouched. Minimum, maximum and mean are of the stored bits, sign-extended;
 * the rescaled ends are those after the modality transform (PS3.3 C.11.1). Throws codec codes.
 */
export async function summarise(image: OpenImage): Promise<PixelSummary> {
  const { pixels } = image.description;
  const modality = modalityOf(pixels);
  const hash = createHash('sha256');
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  let [rescaledMin, rescaledMax] = [Infinity, -Infinity];
  for (let frame = 0; frame < pixels.frames; frame++) {
    const { bytes, values } = await image.stored(frame);
    hash.update(bytes);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      if (pixels.modalityLut) {
        rescaledMin = Math.min(rescaledMin, modality(value));
        rescaledMax = Math.max(rescaledMax, modality(value));
      }
    }
    count += values.length;
  }
  if (!pixels.modalityLut) {
    rescaledMin = Math.min(modality(min), modality(max));
    rescaledMax = Math.max(modality(min), modality(max));
  }
  return { sha256: hash.digest('hex'), min, max, mean: sum / count, rescaledMin, rescaledMax };
}
