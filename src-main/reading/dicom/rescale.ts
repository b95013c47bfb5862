import type { PixelDescription } from '../../../src-shared/imaging/instance.ts';
import type { Attributes } from './attributes.ts';
import { PIXEL_VALUE_TRANSFORMATION, type FrameGroups } from './functional-groups.ts';

const SLOPE = 'x00281053';
const INTERCEPT = 'x00281052';
const TYPE = 'x00281054';
const DOSE_SCALING = 'x3004000e';

/**
 * Stored value → modality value of one frame (PS3.3 C.11.1), or the dose grid's scaling (C.8.8.3).
 * @returns null where the slope is 0 or one of both is no number: stored values are then shown as they are
 */
export function rescaleOf(
  attributes: Attributes,
  groups: FrameGroups,
  frame: number,
  modality: string | null,
): PixelDescription['rescale'] | null {
  const holder = groups.holder(frame, PIXEL_VALUE_TRANSFORMATION, SLOPE);
  const dose = modality === 'RTDOSE' && attributes.has(DOSE_SCALING);
  const slope = (dose ? attributes.number(DOSE_SCALING) : holder.number(SLOPE)) ?? 1;
  const intercept = (dose ? 0 : holder.number(INTERCEPT)) ?? 0;
  if (slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept)) return null;
  return { slope, intercept, unit: unitOf(attributes, holder, modality) };
}

/** Hounsfield units are believed of CT only, and not of its localizers. */
function unitOf(attributes: Attributes, holder: Attributes, modality: string | null): string | null {
  const stated = holder.code(TYPE)?.slice(0, 16) ?? null;
  if (modality === 'RTDOSE') return attributes.code('x30040002')?.slice(0, 16) ?? null;
  if (modality === 'PT' && (stated === null || stated === 'US')) {
    return attributes.code('x00541001')?.slice(0, 16) ?? null;
  }
  if (modality === 'PT') return stated;
  const hounsfield =
    modality === 'CT' &&
    holder.has(SLOPE) &&
    holder.has(INTERCEPT) &&
    !attributes.codes('x00080008').includes('LOCALIZER');
  if (stated === null || stated === 'HU') return hounsfield ? 'HU' : null;
  return stated === 'US' ? null : stated;
}
