import { createHash } from 'node:crypto';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { greyPresentationOf } from '../../src-shared/imaging/presentation.ts';
import { pictureTrace } from '../../src-shared/pixels/picture-figures.ts';
import type { PictureTrace } from '../../src-shared/pixels/picture-trace.ts';

/**
 * What a frame is known by among others. The hash is over rows, columns and samples (as text) and the decoded values as they
 * are shown, little-endian; difference hash and figures are of the grey picture that a person sees first.
 */
export function traceOf(frame: Frame, pixels: PixelDescription): PictureTrace {
  const { rows, columns, samplesPerPixel, sampleType, values } = frame;
  const pixelSha256 = createHash('sha256')
    .update(`${rows} ${columns} ${samplesPerPixel} ${sampleType}\n`)
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
  return { pixelSha256, ...pictureTrace(greyPresentationOf(values, pixels), rows, columns) };
}
