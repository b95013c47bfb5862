import type { Acquisition, Distinction } from '../../../src-shared/imaging/acquisition.ts';
import type { Attributes } from './attributes.ts';
import { privateBValue } from './b-value.ts';
import { finite, uid } from './coded-values.ts';
import { secondsOf } from './dates.ts';
import { PIXEL_MEASURES, type FrameGroups } from './functional-groups.ts';

const FRAME_CONTENT = 'x00209111';
const MR_ECHO = 'x00189114';
const MR_DIFFUSION = 'x00189117';
const CARDIAC_SYNCHRONISATION = 'x00189118';
const TEMPORAL_POSITION = 'x00209310';
/** MR, CT, PET and whatever else gives each frame a type (0008,9007). */
const FRAME_TYPES = ['x00189226', 'x00189329', 'x00189751', 'x00221513'];
const FRAME_TYPE = 'x00089007';

/** What tells an instance, and its frames, from the others of its series; see {@link Acquisition}. */
export function acquisitionOf(attributes: Attributes, groups: FrameGroups): Acquisition {
  const first = distinctionOf(attributes, groups, 0);
  return {
    ...first,
    frameOfReferenceUid: uid(attributes, 'x00200052'),
    sliceThicknessMm: finite(groups.holder(0, PIXEL_MEASURES, 'x00180050'), 'x00180050'),
    spacingBetweenSlicesMm: finite(groups.holder(0, PIXEL_MEASURES, 'x00180088'), 'x00180088'),
    gantryTiltDegrees: finite(attributes, 'x00181120'),
    concatenation: concatenationOf(attributes),
    frames: differences(attributes, groups, first),
  };
}

function distinctionOf(attributes: Attributes, groups: FrameGroups, frame: number): Distinction {
  const of = (group: string, tag: string, binary?: 'FD' | 'FL') =>
    finite(groups.holder(frame, group, tag), tag, binary);
  const unsigned = (group: string, tag: string) => groups.holder(frame, group, tag).number(tag, 'UL');
  const typed = FRAME_TYPES.map((group) => groups.holder(frame, group, FRAME_TYPE)).find((holder) =>
    holder.has(FRAME_TYPE),
  );
  return {
    imageType: (typed?.code(FRAME_TYPE) ?? attributes.code('x00080008'))?.slice(0, 256) ?? null,
    acquisitionNumber: of(FRAME_CONTENT, 'x00200012') ?? unsigned(FRAME_CONTENT, 'x00209156'),
    echoTimeMs: of(MR_ECHO, 'x00189082', 'FD') ?? finite(attributes, 'x00180081'),
    temporalPosition: unsigned(FRAME_CONTENT, 'x00209128') ?? finite(attributes, 'x00200100'),
    triggerTimeMs:
      of(CARDIAC_SYNCHRONISATION, 'x00209153', 'FD') ??
      of(TEMPORAL_POSITION, 'x0020930d', 'FD') ??
      finite(attributes, 'x00181060'),
    stack: groups.holder(frame, FRAME_CONTENT, 'x00209056').text('x00209056')?.slice(0, 64) ?? null,
    bValue: of(MR_DIFFUSION, 'x00189087', 'FD') ?? (groups.count === 0 ? privateBValue(attributes) : null),
    acquiredAtS: acquiredAt(attributes, groups, frame),
  };
}

function acquiredAt(attributes: Attributes, groups: FrameGroups, frame: number): number | null {
  const tag = 'x00189074';
  const stated = groups.holder(frame, FRAME_CONTENT, tag).code(tag) ?? attributes.code('x0008002a');
  if (stated) return secondsOf(stated.slice(0, 8), stated.slice(8));
  return secondsOf(attributes.code('x00080022') ?? attributes.code('x00080020'), attributes.code('x00080032'));
}

function concatenationOf(attributes: Attributes): Acquisition['concatenation'] {
  const concatenation = uid(attributes, 'x00209161');
  const part = attributes.number('x00209162', 'US');
  const parts = attributes.number('x00209163', 'US');
  if (concatenation === null || !Number.isInteger(part) || part === null) return null;
  return { uid: concatenation, part, parts: parts !== null && Number.isInteger(parts) && parts > 0 ? parts : null };
}

/** What of each frame is unlike the first one's. */
function differences(attributes: Attributes, groups: FrameGroups, first: Distinction): Acquisition['frames'] {
  if (groups.count < 2) return null;
  const names = Object.keys(first) as (keyof Distinction)[];
  const frames = Array.from({ length: groups.count }, (_, frame): Partial<Distinction> => {
    const own = distinctionOf(attributes, groups, frame);
    return Object.fromEntries(names.filter((name) => own[name] !== first[name]).map((name) => [name, own[name]]));
  });
  return frames.some((own) => Object.keys(own).length > 0) ? frames : null;
}
