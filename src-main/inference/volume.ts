import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import type { InstanceDescription, PixelDescription } from '../../src-shared/imaging/instance.ts';
import { stepsOf } from '../../src-shared/imaging/nifti-affine.ts';
import type { VolumeInput } from './calls.ts';

/**
 * The frames of one instance as a volume, in stored order: of a NIfTI file the slices along its third axis, of several
 * volumes in one file the first.
 *
 * @returns the volume, and how many frames it leaves out
 */
export function volumeOfInstance(
  instanceId: InstanceId,
  { pixels, acquisition }: Pick<InstanceDescription, 'pixels' | 'acquisition'>,
): { readonly volume: VolumeInput; readonly left: number } {
  const [first] = acquisition?.frames ?? [];
  const later = acquisition?.frames?.findIndex((frame) => frame.temporalPosition !== first?.temporalPosition) ?? -1;
  const frames = later > 0 ? later : pixels.frames;
  const affine = (pixels.affine as Affine | undefined) ?? null;
  const slices = Array.from({ length: frames }, (_, frame) => ({ instance: 0, frame }));
  const instances = [{ instanceId, pixels }];
  return { volume: { instances, slices, affine, spacingMm: spacingOf(affine, pixels) }, left: pixels.frames - frames };
}

/**
 * Slices of several instances as a volume.
 * @param slices in reading order
 * @param affine voxel (column, row, slice) to LPS millimetres; null: unknown
 */
export function volumeOfStack(
  slices: readonly { readonly instanceId: InstanceId; readonly pixels: PixelDescription; readonly frame: number }[],
  affine: Affine | null,
): VolumeInput {
  const instances = [...new Map(slices.map((slice) => [slice.instanceId, slice])).values()];
  const places = new Map(instances.map(({ instanceId }, i) => [instanceId, i]));
  const [first] = instances;
  return {
    instances: instances.map(({ instanceId, pixels }) => ({ instanceId, pixels })),
    slices: slices.map(({ instanceId, frame }) => ({ instance: places.get(instanceId) as number, frame })),
    affine,
    spacingMm: spacingOf(affine, first?.pixels),
  };
}

/**
 * Films of a patient's studies as the steps of a sequence.
 * @param films the oldest first
 */
export function sequenceOfStudies(
  films: readonly { readonly id: InstanceId; readonly description: Pick<InstanceDescription, 'pixels'> }[],
): VolumeInput {
  return {
    instances: films.map(({ id, description: { pixels } }) => ({ instanceId: id, pixels })),
    slices: films.map((_, instance) => ({ instance, frame: 0 })),
    affine: null,
    spacingMm: null,
    studies: true,
  };
}

/** Between slices, rows and columns: what the affine says, where the file states sizes at all. */
function spacingOf(affine: Affine | null, pixels: PixelDescription | undefined): VolumeInput['spacingMm'] {
  if (!affine || !pixels || pixels.spacing.provenance === 'none') return null;
  const [column, row, slice] = stepsOf(affine);
  return [slice, row, column];
}
