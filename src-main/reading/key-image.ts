import { encode } from 'fast-png';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { presentationOf } from '../../src-shared/imaging/presentation.ts';
import { INFERNO } from '../../src-shared/pixels/colour-map.ts';
import { resizeTriangle } from '../../src-shared/pixels/resize.ts';
import { supportOf } from '../../src-shared/pixels/support.ts';

/** How much of the picture the map's strongest spot covers: the anatomy below must stay readable. */
const STRONGEST_ALPHA = 0.6;

/** The side that asks for a picture as it is stored, one pixel a pixel, whatever their shape. */
const AS_STORED = 65_535;

/**
 * The picture as a person sees it first, as a PNG: 8-bit grey, or RGB for colour and where a map is painted over it. The
 * map's colours are inferno, as opaque as its support is strong; where it speaks against, the picture is untouched.
 *
 * @param maxSide longest side in pixels; the picture is shrunk with an anti-aliasing filter, never enlarged. Pixels that are not square
 *   are made so by shrinking the side on which they lie closer; {@link AS_STORED}: they are not
 * @returns the PNG file. Throws `model-output-invalid` for a map whose values do not fill its grid.
 */
export function keyImage(
  frame: Frame,
  description: PixelDescription,
  maxSide: number,
  map: ActivationMap | null,
): Uint8Array {
  const shape = maxSide === AS_STORED ? 1 : pixelShape(description.spacing);
  const [high, wide] = [frame.rows * Math.min(1, shape), frame.columns / Math.max(1, shape)];
  const scale = Math.min(1, maxSide / Math.max(high, wide));
  const rows = Math.max(1, Math.round(high * scale));
  const columns = Math.max(1, Math.round(wide * scale));
  const channels = frame.samplesPerPixel;
  const seen = presentationOf(frame.values, description);
  const planes = Array.from({ length: channels }, (_, channel) => {
    const plane = channels === 1 ? seen : seen.filter((_value, i) => i % channels === channel);
    return resizeTriangle(plane, frame.rows, frame.columns, rows, columns);
  });
  const support = map ? supportOf(map, rows, columns) : null;
  const data = support?.some((value) => value > 0) ? painted(planes, support) : interleavedBytes(planes);
  const outChannels = data.length / (rows * columns);
  return encode({ width: columns, height: rows, data, depth: 8, channels: outChannels }, { zlib: { level: 4 } });
}

/** Height of a pixel over its width. */
function pixelShape({ rowMm, columnMm, aspectRatio }: PixelDescription['spacing']): number {
  return rowMm !== null && columnMm !== null ? rowMm / columnMm : (aspectRatio ?? 1);
}

function interleavedBytes(planes: readonly Float32Array[]): Uint8Array {
  const out = new Uint8Array((planes[0]?.length ?? 0) * planes.length);
  planes.forEach((plane, channel) => {
    for (let i = 0; i < plane.length; i++) out[i * planes.length + channel] = Math.round(plane[i] as number);
  });
  return out;
}

function painted(planes: readonly Float32Array[], support: Float32Array): Uint8Array {
  const out = new Uint8Array(support.length * 3);
  for (let i = 0; i < support.length; i++) {
    const strength = support[i] as number;
    const alpha = STRONGEST_ALPHA * strength;
    const colour = Math.round(strength * 255) * 3;
    for (let channel = 0; channel < 3; channel++) {
      const below = (planes[channel] ?? (planes[0] as Float32Array))[i] as number;
      out[i * 3 + channel] = Math.round(below * (1 - alpha) + (INFERNO[colour + channel] as number) * alpha);
    }
  }
  return out;
}
