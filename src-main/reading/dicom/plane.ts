import type { PixelDescription } from '../../../src-shared/imaging/instance.ts';
import type { Attributes } from './attributes.ts';
import { finite, numbersOf } from './coded-values.ts';
import { PLANE_ORIENTATION, PLANE_POSITION, type FrameGroups } from './functional-groups.ts';

const POSITION = 'x00200032';
const ORIENTATION = 'x00200037';
const DETECTORS = 'x00540022';

type Plane = Pick<PixelDescription, 'imagePositionMm' | 'imageOrientation'>;

/**
 * Where the frames of an object lie (PS3.3 C.7.6.2, C.7.6.16.2.3), LPS millimetres. Reconstructed nuclear medicine and
 * dose grids state the first frame's place and the way to the others (C.8.4.15, C.8.8.3.2).
 */
export function planesOf(
  attributes: Attributes,
  groups: FrameGroups,
  modality: string | null,
): (frame: number) => Plane {
  const detector = modality === 'NM' ? attributes.items(DETECTORS)[0] : undefined;
  const first = planeOf(groups, 0, detector);
  if (!first.imagePositionMm || !first.imageOrientation) return (frame) => planeOf(groups, frame, detector);
  const [x, y, z] = first.imagePositionMm;
  const [a, b, c, d, e, f] = first.imageOrientation as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
  const offsets = offsetsAlongNormal(attributes, modality, normal[2]);
  if (!offsets) return (frame) => planeOf(groups, frame, detector);
  return (frame) => {
    const mm = offsets(frame);
    if (mm === null) return { imagePositionMm: null, imageOrientation: first.imageOrientation };
    const imagePositionMm: [number, number, number] = [x + mm * normal[0], y + mm * normal[1], z + mm * normal[2]];
    return { imagePositionMm, imageOrientation: first.imageOrientation };
  };
}

function planeOf(groups: FrameGroups, frame: number, detector: Attributes | undefined): Plane {
  const from = (group: string, tag: string, count: number) =>
    numbersOf(groups.holder(frame, group, tag), tag, count) ?? (detector ? numbersOf(detector, tag, count) : null);
  return {
    imagePositionMm: from(PLANE_POSITION, POSITION, 3) as [number, number, number] | null,
    imageOrientation: from(PLANE_ORIENTATION, ORIENTATION, 6),
  };
}

/**
 * Millimetres from the first frame; null: the object's frames are no pile of slices.
 * @param upward how much the normal points along z
 */
function offsetsAlongNormal(
  attributes: Attributes,
  modality: string | null,
  upward: number,
): ((frame: number) => number | null) | null {
  if (modality === 'RTDOSE') {
    const grid = attributes.numbers('x3004000c');
    const [start] = grid;
    if (start === undefined) return null;
    // Offsets go along the normal where they begin with 0, else they are z coordinates of axial planes.
    const along = start === 0 ? 1 : Math.sign(upward);
    return (frame) => {
      const mm = finiteOr(grid[frame], start);
      return mm === null ? null : mm * along;
    };
  }
  const isPile = modality === 'NM' && /RECON.*TOMO/.test(attributes.code('x00080008') ?? '');
  const step = isPile ? finite(attributes, 'x00180088') : null;
  return step === null ? null : slicesOfTomography(attributes, step);
}

/** Which slice a frame is stands in the Slice Vector; without one there are as many frames as slices, or nobody knows. */
function slicesOfTomography(attributes: Attributes, step: number): (frame: number) => number | null {
  const vector = attributes.numbers('x00540080', 'US');
  const [first] = vector;
  if (first !== undefined) return (frame) => finiteOr((vector[frame] ?? NaN) * step, first * step);
  const slices = attributes.number('x00540081', 'US');
  const frames = attributes.number('x00280008') ?? 1;
  const known = slices === null || slices >= frames;
  return (frame) => (known || frame === 0 ? frame * step : null);
}

function finiteOr(value: number | undefined, start: number): number | null {
  const mm = (value ?? NaN) - start;
  return Number.isFinite(mm) ? mm : null;
}
