import type { SampleArray } from '../imaging/frame.ts';
import type { PixelDescription } from '../imaging/instance.ts';
import { greyPresentationOf, greyTableOf, modalityOf, seenColourOf } from '../imaging/presentation.ts';
import { tabled, type TabledPicture } from '../imaging/tabled-picture.ts';

/** One channel of a picture, rows × columns, row by row: its values, or codes and the value of each. */
export type Plane = Float32Array | TabledPicture;

/** The values of a plane, made where it is tabled. */
export function valuesOf(plane: Float32Array | Pick<TabledPicture, 'codes' | 'table'>): Float32Array {
  if (plane instanceof Float32Array) return plane;
  const { codes, table } = plane;
  const values = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = table[codes[i] as number] as number;
  return values;
}

/** One value of a plane. */
export function valueAt(plane: Float32Array | Pick<TabledPicture, 'codes' | 'table'>, index: number): number {
  return (plane instanceof Float32Array ? plane[index] : plane.table[plane.codes[index] as number]) as number;
}

/**
 * A decoded frame as the channels that a network asks for. `presentation`: as a person sees it first, 0–255; `modality`:
 * rescaled values. For one channel colour becomes its luma (ITU-R BT.601), for three a grey picture is repeated (the same
 * plane thrice).
 *
 * @param samples stored values, rows × columns × samplesPerPixel, samples interleaved
 * @returns `channels` planes of rows × columns
 */
export function channelsOf(
  samples: SampleArray,
  description: PixelDescription,
  channels: 1 | 3,
  source: 'presentation' | 'modality',
): Plane[] {
  if (description.samplesPerPixel === 3 && channels === 3) {
    const seen = seenColourOf(description);
    return split(samples).map((plane) => tabled(plane, seen) ?? Float32Array.from(plane, seen));
  }
  const grey =
    source === 'presentation' || description.samplesPerPixel === 3
      ? (greyTableOf(samples, description) ?? greyPresentationOf(samples, description))
      : modalityPlane(samples, description);
  return channels === 1 ? [grey] : [grey, grey, grey];
}

function modalityPlane(samples: SampleArray, description: PixelDescription): Plane {
  const modality = modalityOf(description);
  return tabled(samples, modality) ?? Float32Array.from(samples as Float32Array, (value) => modality(value));
}

function split(interleaved: SampleArray): SampleArray[] {
  const size = interleaved.length / 3;
  return [0, 1, 2].map((channel) => {
    const plane = interleaved.slice(0, size);
    for (let i = 0; i < size; i++) plane[i] = interleaved[i * 3 + channel] as number;
    return plane;
  });
}
