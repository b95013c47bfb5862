import type { StatedSpacing } from '../../../src-shared/imaging/spacing.ts';
import type { Attributes } from './attributes.ts';
import { finite, uid } from './coded-values.ts';
import { PIXEL_MEASURES, type FrameGroups } from './functional-groups.ts';
import { readUltrasoundRegions } from './ultrasound-regions.ts';

const PIXEL_SPACING = 'x00280030';
/** Of detectors, and in enhanced objects of a frame's Pixel Data Properties. */
const IMAGER_PIXEL_SPACING = 'x00181164';
const FRAME_PIXEL_DATA = 'x00289443';
/** What a pixel measures where the beam's middle meets the object (PS3.3 C.8.19.6.9). */
const PROJECTION_CALIBRATION = 'x00189401';
const OBJECT_PIXEL_SPACING = 'x00189404';
/** Functional groups that say how large a frame's pixels are. */
export const SPACING_GROUPS = [PIXEL_MEASURES, FRAME_PIXEL_DATA, PROJECTION_CALIBRATION];
/** X-Ray 3D Angiographic, Craniofacial and Breast Tomosynthesis Image Storage. */
const RECONSTRUCTED = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.13\.1\.[123]$/;

/** Everything that a file says about the size of its first frame's pixels; which of it counts is for `spacingOf`. */
export function statedSpacing(attributes: Attributes, groups: FrameGroups, modality: string | null): StatedSpacing {
  const calibration = [attributes.code('x00280a02'), attributes.text('x00280a04')].filter((text) => text !== null);
  return {
    modality,
    localizer: attributes.codes('x00080008').includes('LOCALIZER'),
    reconstructed: RECONSTRUCTED.test(uid(attributes, 'x00080016') ?? ''),
    pixelSpacing: pixelSpacing(groups, 0),
    // of radiotherapy images: Image Plane Pixel Spacing
    imagerPixelSpacing: imagerPixelSpacing(groups, 0) ?? stated(attributes, 'x30020011'),
    nominalScannedSpacing: stated(attributes, 'x00182010'),
    calibration: calibration.join(': ') || null,
    magnification: finite(attributes, 'x00181114'),
    sourceToDetectorMm: finite(attributes, 'x00181110'),
    sourceToPatientMm: finite(attributes, 'x00181111'),
    aspectRatio: stated(attributes, 'x00280034'),
    ultrasoundRegions: readUltrasoundRegions(attributes),
  };
}

/** Pixel Spacing of one frame, or its size in the middle of the beam; null: not in the file. */
export function pixelSpacing(groups: FrameGroups, frame: number): number[] | null {
  return (
    stated(groups.holder(frame, PIXEL_MEASURES, PIXEL_SPACING), PIXEL_SPACING) ??
    stated(groups.holder(frame, PROJECTION_CALIBRATION, OBJECT_PIXEL_SPACING), OBJECT_PIXEL_SPACING, 'FL')
  );
}

/** The detector's spacing of one frame; null: not in the file. */
export function imagerPixelSpacing(groups: FrameGroups, frame: number): number[] | null {
  return stated(groups.holder(frame, FRAME_PIXEL_DATA, IMAGER_PIXEL_SPACING), IMAGER_PIXEL_SPACING);
}

function stated(attributes: Attributes, tag: string, binary?: 'FL'): number[] | null {
  return attributes.has(tag) ? attributes.numbers(tag, binary) : null;
}
