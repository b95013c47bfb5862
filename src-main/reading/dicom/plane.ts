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
  const offsets = offsetsAlongNormal(attributes, modality);
  if (!offsets || !first.imagePositionMm || !first.imageOrientation) return (frame) => planeOf(groups, frame, detector);
  const [x, y, z] = first.imagePositionMm;
  const [a, b, c, d, e, f] = first.imageOrientation as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
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

/** Millimetres from the first frame; null: the object's frames are no pile of slices. */
function offsetsAlongNormal(
  attributes: Attributes,
  modality: string | null,
): ((frame: number) => number | null) | null {
  if (modality === 'RTDOSE') {
    const grid = attributes.numbers('x3004000c');
    const [start] = grid;
    // Offsets are relative where they begin with 0, else they are z coordinates.
    return start === undefined ? null : (frame) => finiteOr(grid[frame], start);
  }
  const isPile = modality === 'NM' && /RECON.*TOMO/.test(attributes.code('x00080008') ?? '');
  const step = isPile ? finite(attributes, 'x00180088') : null;
  return step === null ? null : (frame) => frame * step;
}

function finiteOr(value: number | undefined, start: number): number | null {
  const mm = (value ?? NaN) - start;
  return Number.isFinite(mm) ? mm : null;
}
