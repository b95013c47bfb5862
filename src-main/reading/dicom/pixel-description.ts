import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { FrameAttributes, PixelDescription } from '../../../src-shared/imaging/instance.ts';
import { spacingOf } from '../../../src-shared/imaging/spacing.ts';
import type { Attributes } from './attributes.ts';
import { frameTimes } from './frame-times.ts';
import { FRAME_VOI_LUT, PIXEL_VALUE_TRANSFORMATION, type FrameGroups } from './functional-groups.ts';
import { readLookupTable } from './lookup-table.ts';
import { readOverlays } from './overlays.ts';
import type { PixelLayout } from './pixel-layout.ts';
import { planesOf } from './plane.ts';
import { rescaleOf } from './rescale.ts';
import { imagerPixelSpacing, pixelSpacing, SPACING_GROUPS, statedSpacing } from './spacing-attributes.ts';
import { sampleTypeOf } from './stored-values.ts';
import { readUltrasoundRegions } from './ultrasound-regions.ts';
import { bodyWeightFactor } from './uptake.ts';
import { voiLutOf, windowsOf } from './windows.ts';

const UNSCALED = { slope: 1, intercept: 0, unit: null };
const LUT_DATA = 'x00283006';
const NO_SCALE: Coded = { code: 'dicom-no-scale', details: {} };

/**
 * Describes the pixels of an instance, and of each frame what is unlike the first one's.
 * @param warnings takes `dicom-no-scale`
 */
export function describePixels(
  attributes: Attributes,
  groups: FrameGroups,
  layout: PixelLayout,
  modality: string | null,
  warnings: Coded[],
): Omit<PixelDescription, 'lossy'> {
  const colour = layout.samples === 3 || layout.palette !== null;
  const planes = planesOf(attributes, groups, modality);
  const stated = statedSpacing(attributes, groups, modality);
  const doubt = () => void warnings.push(NO_SCALE);
  const spacing = (frame: number) => {
    const own = () => ({
      pixelSpacing: pixelSpacing(groups, frame),
      imagerPixelSpacing: imagerPixelSpacing(groups, frame) ?? stated.imagerPixelSpacing,
    });
    const found = spacingOf(frame === 0 ? stated : { ...stated, ...own() });
    if (found.warnings.length > 0) doubt();
    return found.spacing;
  };
  const rescale = (frame: number) => {
    const found = colour ? UNSCALED : rescaleOf(attributes, groups, frame, modality);
    if (!found) doubt();
    return found ?? UNSCALED;
  };
  const windows = (frame: number) => (colour ? [] : windowsOf(groups, frame));
  const [modalityItem] = colour ? [] : attributes.items('x00283000');
  const modalityLut = readLookupTable(modalityItem, layout.signed);
  if (modalityItem?.has(LUT_DATA) && !modalityLut) doubt();
  const firstRescale = rescale(0);
  const mayBeNegative = modalityLut === null && (layout.signed || firstRescale.intercept < 0);
  const voiLut = (frame: number) => (colour ? null : voiLutOf(groups, frame, mayBeNegative));
  const first: Own = {
    ...planes(0),
    spacing: spacing(0),
    rescale: firstRescale,
    windows: windows(0),
    voiLut: voiLut(0),
  };
  const ofFrame = (frame: number): Own => ({
    ...planes(frame),
    spacing: SPACING_GROUPS.every((group) => groups.isAsFirst(frame, group)) ? first.spacing : spacing(frame),
    rescale: groups.isAsFirst(frame, PIXEL_VALUE_TRANSFORMATION) ? first.rescale : rescale(frame),
    windows: groups.isAsFirst(frame, FRAME_VOI_LUT) ? first.windows : windows(frame),
    voiLut: groups.isAsFirst(frame, FRAME_VOI_LUT) ? first.voiLut : voiLut(frame),
  });
  const times = frameTimes(attributes, layout.frames);
  const perFrame = differences(layout.frames, groups, planes, times.vector, first, ofFrame);
  const suv = modality === 'PT' ? bodyWeightFactor(attributes) : null;
  const regions = readUltrasoundRegions(attributes);
  const overlays = readOverlays(attributes, layout.bitsAllocated);
  return {
    rows: layout.rows,
    columns: layout.columns,
    frames: layout.frames,
    samplesPerPixel: colour ? 3 : 1,
    photometric: colour ? 'RGB' : layout.photometric === 'MONOCHROME1' ? 'MONOCHROME1' : 'MONOCHROME2',
    sampleType: layout.palette ? 'uint8' : sampleTypeOf(layout),
    bitsStored: layout.palette ? 8 : layout.bitsStored,
    modalityLut,
    padding: colour ? null : paddingOf(attributes, layout),
    ...first,
    ...(perFrame && { perFrame }),
    ...(times.frameTimeMs !== undefined && { frameTimeMs: times.frameTimeMs }),
    ...(suv !== null && { suv: { bodyWeightFactor: suv } }),
    ...(overlays.length > 0 && { overlays }),
    ...(regions.length > 0 && { ultrasoundRegions: regions }),
  };
}

type Own = Pick<
  PixelDescription,
  'imagePositionMm' | 'imageOrientation' | 'spacing' | 'rescale' | 'windows' | 'voiLut'
>;

function differences(
  frames: number,
  groups: FrameGroups,
  planes: (frame: number) => Pick<Own, 'imagePositionMm'>,
  times: readonly number[] | undefined,
  first: Own,
  ofFrame: (frame: number) => Own,
): FrameAttributes[] | null {
  if (frames < 2) return null;
  const second = planes(1).imagePositionMm;
  const apart = groups.count > 0 || JSON.stringify(second) !== JSON.stringify(first.imagePositionMm);
  if (!apart && !times) return null;
  const perFrame = Array.from({ length: frames }, (_, frame): FrameAttributes => {
    const own = apart && frame > 0 ? unlike(first, ofFrame(frame)) : {};
    const time = times?.[frame];
    return time === undefined ? own : { ...own, frameTimeMs: time };
  });
  return perFrame.some((own) => Object.keys(own).length > 0) ? perFrame : null;
}

function unlike(first: Own, own: Own): FrameAttributes {
  const names = Object.keys(first) as (keyof Own)[];
  const changed = names.filter(
    (name) => own[name] !== first[name] && JSON.stringify(own[name]) !== JSON.stringify(first[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, own[name]]));
}

function paddingOf(attributes: Attributes, layout: PixelLayout): PixelDescription['padding'] {
  const read = (tag: string, floatTag: string, doubleTag: string) => {
    if (layout.kind === 'float32') return attributes.number(floatTag, 'FL');
    if (layout.kind === 'float64') return attributes.number(doubleTag, 'FD');
    return layout.signed ? attributes.signed(tag) : attributes.unsigned(tag);
  };
  const value = read('x00280120', 'x00280122', 'x00280123');
  if (value === null || !Number.isFinite(value)) return null;
  const stated = read('x00280121', 'x00280124', 'x00280125') ?? value;
  const limit = Number.isFinite(stated) ? stated : value;
  return { from: Math.min(value, limit), to: Math.max(value, limit) };
}
