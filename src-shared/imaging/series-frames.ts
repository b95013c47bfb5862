import type { Coded } from '../contract/coded.ts';
import { pixelsOfFrame } from './frame-attributes.ts';
import type { InstanceDescription } from './instance.ts';

/**
 * What the frames of a multi-frame instance lack to be the slices of a volume (PS3.3 C.7.6.16.2.1, .3 and .4).
 *
 * @returns `frames-no-spacing`, `frames-no-orientation`, `frames-no-position`, each with how many `frames` there are;
 *   nothing of films, whose frames are no slices
 */
export function framesWithout({ gate, acquisition, pixels }: InstanceDescription): Coded[] {
  if (pixels.frames < 2 || !holdsSlices(gate.modality, acquisition?.imageType ?? null)) return [];
  const details = { frames: pixels.frames };
  const warnings: Coded[] = [];
  const frames = Array.from({ length: pixels.frames }, (_, frame) => pixelsOfFrame(pixels, frame));
  if (frames.some(({ spacing }) => spacing.rowMm === null)) warnings.push({ code: 'frames-no-spacing', details });
  if (frames.some(({ imageOrientation }) => imageOrientation === null)) {
    warnings.push({ code: 'frames-no-orientation', details });
  }
  // Without places of their own there is the first frame's at most: where the others lie it does not say.
  if (!pixels.perFrame || frames.some(({ imagePositionMm }) => imagePositionMm === null)) {
    warnings.push({ code: 'frames-no-position', details });
  }
  return warnings;
}

function holdsSlices(modality: string | null, imageType: string | null): boolean {
  if (modality === 'NM') return imageType?.split('\\').some((value) => /^RECON (GATED )?TOMO$/.test(value)) ?? false;
  return modality === 'CT' || modality === 'MR' || modality === 'PT';
}
