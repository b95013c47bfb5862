import type { StatedSpacing } from '../../../src-shared/imaging/spacing.ts';
import type { Attributes } from './attributes.ts';
import { finite } from './coded-values.ts';
import { PIXEL_MEASURES, type FrameGroups } from './functional-groups.ts';
import { readUltrasoundRegions } from './ultrasound-regions.ts';

const PIXEL_SPACING = 'x00280030';

/** Everything that a file says about the size of its first frame's pixels; which of it counts is for `spacingOf`. */
export function statedSpacing(attributes: Attributes, groups: FrameGroups, modality: string | null): StatedSpacing {
  const calibration = [attributes.code('x00280a02'), attributes.text('x00280a04')].filter((text) => text !== null);
  return {
    modality,
    localizer: attributes.codes('x00080008').includes('LOCALIZER'),
    pixelSpacing: pixelSpacing(groups, 0),
    // of radiotherapy images: Image Plane Pixel Spacing
    imagerPixelSpacing: stated(attributes, 'x00181164') ?? stated(attributes, 'x30020011'),
    nominalScannedSpacing: stated(attributes, 'x00182010'),
    calibration: calibration.join(': ') || null,
    magnification: finite(attributes, 'x00181114'),
    sourceToDetectorMm: finite(attributes, 'x00181110'),
    sourceToPatientMm: finite(attributes, 'x00181111'),
    aspectRatio: stated(attributes, 'x00280034'),
    ultrasoundRegions: readUltrasoundRegions(attributes),
  };
}

/** Pixel Spacing of one frame; null: not in the file. */
export function pixelSpacing(groups: FrameGroups, frame: number): number[] | null {
  return stated(groups.holder(frame, PIXEL_MEASURES, PIXEL_SPACING), PIXEL_SPACING);
}

function stated(attributes: Attributes, tag: string): number[] | null {
  return attributes.has(tag) ? attributes.numbers(tag) : null;
}
