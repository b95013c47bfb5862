import type { LookupTable, Window } from '../../../src-shared/imaging/instance.ts';
import { FRAME_VOI_LUT, type FrameGroups } from './functional-groups.ts';
import { readLookupTable } from './lookup-table.ts';

const CENTER = 'x00281050';
const VOI_LUTS = 'x00283010';

/** The windows of a frame (PS3.3 C.11.2), those that cannot be left out. */
export function windowsOf(groups: FrameGroups, frame: number): Window[] {
  const holder = groups.holder(frame, FRAME_VOI_LUT, CENTER);
  const centers = holder.numbers(CENTER);
  const widths = holder.numbers('x00281051');
  const shape = holder.code('x00281056')?.toUpperCase();
  const labels = holder.text('x00281055')?.split('\\') ?? [];
  return centers.flatMap((center, i) => {
    const width = widths[i] ?? NaN;
    if (!Number.isFinite(center) || !(width > 0) || !Number.isFinite(width)) return [];
    const label = labels[i]?.trim();
    const known = shape === 'SIGMOID' || shape === 'LINEAR_EXACT' ? shape : 'LINEAR';
    return [{ center, width, function: known, ...(label && { label }) }];
  });
}

/**
 * The first VOI LUT of a frame, of its functional group (C.7.6.16.2.10b) or of the object.
 * @param signedInput modality values may be negative, so that the table's first input is signed
 */
export function voiLutOf(groups: FrameGroups, frame: number, signedInput: boolean): LookupTable | null {
  return readLookupTable(groups.holder(frame, FRAME_VOI_LUT, VOI_LUTS).items(VOI_LUTS)[0], signedInput);
}
