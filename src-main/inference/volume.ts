import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { InstanceDescription, PixelDescription } from '../../src-shared/imaging/instance.ts';
import { stepsOf } from '../../src-shared/imaging/nifti-affine.ts';
import type { StackGeometry } from '../../src-shared/imaging/series-geometry.ts';
import type { VolumeInput } from './calls.ts';

/**
 * Slices of one instance or several as a volume.
 * @param slices in reading order
 * @param geometry of their display set; null: unknown. That of frames at one place has no step between them: then they are a film,
 *   and nobody knows how deep their voxels are
 */
export function volumeOfStack(
  slices: readonly { readonly instanceId: InstanceId; readonly pixels: PixelDescription; readonly frame: number }[],
  geometry: Pick<StackGeometry, 'affine' | 'spacingMm'> | null,
): VolumeInput {
  const deep = geometry !== null && (slices.length === 1 || geometry.spacingMm.slice !== null);
  const affine = deep ? geometry.affine : null;
  const instances = [...new Map(slices.map((slice) => [slice.instanceId, slice])).values()];
  const places = new Map(instances.map(({ instanceId }, i) => [instanceId, i]));
  const [first] = slices;
  return {
    instances: instances.map(({ instanceId, pixels }) => ({ instanceId, pixels })),
    slices: slices.map(({ instanceId, frame }) => ({ instance: places.get(instanceId) as number, frame })),
    affine,
    spacingMm: spacingOf(affine, first && pixelsOfFrame(first.pixels, first.frame)),
  };
}

/**
 * Which frame each slice of a volume is, as a result keeps it; undefined where slice `i` is frame `i` of the only instance, or the
 * only frame of instance `i`.
 */
export function keptSlices({ instances, slices }: VolumeInput): [instance: number, frame: number][] | undefined {
  const plain =
    instances.length === 1
      ? slices.every(({ frame }, i) => frame === i)
      : instances.length === slices.length && slices.every(({ instance, frame }, i) => instance === i && frame === 0);
  return plain ? undefined : slices.map(({ instance, frame }) => [instance, frame]);
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
