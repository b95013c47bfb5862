import { directionsOf, partsOf, type Affine } from '../../src-shared/imaging/affine.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { cross, type Vector } from '../../src-shared/imaging/vectors.ts';
import {
  keepsOrder,
  patientAxes,
  pictureAxes,
  reorderingTo,
  type Reordering,
} from '../../src-shared/pixels/patient-axes.ts';
import type { AskedQuestion, VolumeInput } from './calls.ts';

/** How what is asked about lies in the patient, as far as the file says. */
export interface Geometry {
  readonly plane: 'axial' | 'coronal' | 'sagittal' | null;
  /** To which sides slices, rows and columns run, see `patientAxes`; null also where the network wants no order of them. */
  readonly axes: string | null;
  /** Between slices, rows and columns. */
  readonly spacingMm: readonly [number, number, number] | null;
}

/** What of a question tells how its picture lies, and how the network wants it. */
export interface Lying extends Pick<AskedQuestion, 'model'> {
  readonly frame: number;
  readonly pixels: PixelDescription;
  readonly volume?: Pick<VolumeInput, 'affine' | 'spacingMm'>;
}

/** How the picture, or the slices, lie in the patient. */
export function geometryOf({ frame, pixels, volume, model }: Lying): Geometry {
  const ordered = model.manifest.input.orientation !== undefined;
  if (volume) {
    const { affine, spacingMm } = volume;
    const axes = ordered && affine ? patientAxes(affine) : null;
    return { plane: affine && planeOf(partsOf(affine)), axes, spacingMm };
  }
  const { imageOrientation, affine, spacing } = pixelsOfFrame(pixels, frame);
  const { right, down } = directionsOf(imageOrientation ?? []);
  const { rowMm, columnMm } = spacing;
  return {
    plane: affine ? planeOf(partsOf(affine as Affine)) : planeOf({ column: right, row: down }),
    axes: !ordered ? null : affine ? patientAxes(affine as Affine) : pictureAxes(imageOrientation),
    spacingMm: rowMm !== null && columnMm !== null ? [1, rowMm, columnMm] : null,
  };
}

/**
 * How a question's picture is put in the order of axes that its network wants; null where it is in that order, where the network
 * wants none, and where the file does not say how it lies or a picture lies in another plane (of both the gate speaks).
 */
export function reorderingOf(asked: Lying): Reordering | null {
  const { orientation } = asked.model.manifest.input;
  if (!orientation) return null;
  const { axes } = geometryOf(asked);
  const reordering = axes && reorderingTo(axes, orientation);
  return reordering && !keepsOrder(reordering) ? reordering : null;
}

/**
 * To which sides slices, rows and columns run in the file, and as the network gets them; null where the network wants no order of
 * axes or the file does not say how it lies.
 */
export function orientationOf(asked: Lying): { stored: string; given: string } | null {
  const { orientation } = asked.model.manifest.input;
  if (!orientation) return null;
  const { axes: stored } = geometryOf(asked);
  if (!stored) return null;
  const given = reorderingTo(stored, orientation) ? stored.slice(0, 3 - orientation.length) + orientation : stored;
  return { stored, given };
}

/** The patient's plane that is nearest to the one of these two directions (LPS); null where they span none. */
function planeOf({ column, row }: { readonly column: Vector; readonly row: Vector }): Geometry['plane'] {
  const [x, y, z] = cross(column, row).map(Math.abs) as [number, number, number];
  if (!(x + y + z > 0)) return null;
  return z >= x && z >= y ? 'axial' : y >= x ? 'coronal' : 'sagittal';
}
