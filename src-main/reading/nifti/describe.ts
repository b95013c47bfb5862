import type { Coded } from '../../../src-shared/contract/coded.ts';
import { NO_ACQUISITION } from '../../../src-shared/imaging/no-acquisition.ts';
import { apply, partsOf, type Affine } from '../../../src-shared/imaging/affine.ts';
import type { FrameAttributes, PixelDescription, Spacing } from '../../../src-shared/imaging/instance.ts';
import { niftiPlace, type NiftiPlace } from '../../../src-shared/imaging/nifti-affine.ts';
import type { NiftiHeader } from '../../../src-shared/imaging/nifti-header.ts';
import { cross, dot, unit, type Vector } from '../../../src-shared/imaging/vectors.ts';
import type { ImageDescription } from '../image.ts';
import { describePicture } from '../pictures/describe.ts';

/** How a volume lies in frames: each is a slice along the third axis, whose rows are the second axis, columns the first. */
export interface Slices {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Volumes one after another: the product of the axes beyond the third. */
  readonly volumes: number;
  /** No picture of space: a table whose axes are something else. */
  readonly matrix: boolean;
}

const NOWHERE: NiftiPlace = { affine: null, sizeMm: null, warnings: [{ code: 'orientation-unknown', details: {} }] };
const NO_SPACING: Spacing = { rowMm: null, columnMm: null, provenance: 'none' };
/** Degrees that rounding in headers does not make: beyond them a grid is slanted. */
const SLANT_DEGREES = 0.5;

/**
 * Describes a NIfTI volume as one instance of many frames. Frame `f` is slice `f % slices` of volume `⌊f / slices⌋`; where
 * there is more than one volume, `volume-many` says so and `acquisition.frames` counts them from 1. Rows run
 * along the file's second axis as it is stored, which in most files is from the back to the front.
 *
 * Slices whose own axes do not stand at a right angle have no direction cosines and no spacing; a grid that is slanted
 * along the third axis only (as under a tilted gantry) keeps them. Both are told by `volume-sheared` with the degrees.
 */
export function describeNifti(header: NiftiHeader, size: Slices, warnings: readonly Coded[]): ImageDescription {
  const { rows, columns, slices, volumes } = size;
  const { voxel } = header;
  const place = size.matrix ? NOWHERE : niftiPlace(header);
  const slant = place.affine ? slantOf(place.affine) : { inPlane: 0, through: 0 };
  const flat = slant.inPlane <= SLANT_DEGREES;
  const degrees = Math.max(slant.inPlane, slant.through);
  const colour = voxel.samples > 1;
  const picture = describePicture('nifti', {
    rows,
    columns,
    samplesPerPixel: colour ? 3 : 1,
    sampleType: voxel.sampleType,
    bitsStored: (voxel.bytes / voxel.samples) * 8,
    lossy: false,
  });
  const geometry = place.affine && flat ? planeOf(place.affine) : { imagePositionMm: null, imageOrientation: null };
  const frames = slices * volumes;
  return {
    ...picture,
    pixels: {
      ...picture.pixels,
      frames,
      rescale: colour ? picture.pixels.rescale : rescaleOf(header),
      windows: colour ? [] : windowOf(header),
      spacing: place.sizeMm && flat ? spacingOf(place.sizeMm) : NO_SPACING,
      ...geometry,
      ...(place.affine ? { affine: copyOf(place.affine) } : {}),
      ...(frames > 1 && place.affine && flat ? { perFrame: placesOf(size, place.affine) } : {}),
    },
    acquisition: acquisitionOf(size),
    warnings: [
      ...warnings,
      ...place.warnings,
      ...(degrees > SLANT_DEGREES
        ? [{ code: 'volume-sheared' as const, details: { degrees: Math.round(degrees * 10) / 10 } }]
        : []),
      ...(volumes > 1 ? [{ code: 'volume-many' as const, details: { volumes } }] : []),
    ],
  };
}

function copyOf([x, y, z, last]: Affine): NonNullable<PixelDescription['affine']> {
  return [[...x], [...y], [...z], [...last]];
}

function placesOf({ slices, volumes }: Slices, affine: Affine): FrameAttributes[] {
  return Array.from({ length: slices * volumes }, (_, frame) => ({
    imagePositionMm: [...apply(affine, [0, 0, frame % slices])] as [number, number, number],
  }));
}

/** Nothing tells volumes apart but their number, counted from 1. */
function acquisitionOf({ slices, volumes }: Slices): ImageDescription['acquisition'] {
  const frames = Array.from({ length: slices * volumes }, (_, frame) => ({
    temporalPosition: Math.floor(frame / slices) + 1,
  }));
  return { ...NO_ACQUISITION, frames: volumes > 1 ? frames : null };
}

function planeOf(affine: Affine): Pick<PixelDescription, 'imagePositionMm' | 'imageOrientation'> {
  const { column, row, origin } = partsOf(affine);
  return { imagePositionMm: [...origin], imageOrientation: [...unit(column), ...unit(row)] };
}

function spacingOf([columnMm, rowMm]: Vector): Spacing {
  return { rowMm, columnMm, provenance: 'nifti-header' };
}

/** By how many degrees the first two axes miss a right angle, and the third the normal of their plane. */
function slantOf(affine: Affine): { inPlane: number; through: number } {
  const { column, row, slice } = partsOf(affine);
  const [i, j, k] = [unit(column), unit(row), unit(slice)];
  const degrees = (sine: number) => (Math.asin(Math.min(1, sine)) * 180) / Math.PI;
  const upright = Math.abs(dot(unit(cross(i, j)), k));
  return { inPlane: degrees(Math.abs(dot(i, j))), through: 90 - degrees(upright) };
}

/** A slope of 0 or no number means that nothing is scaled (nifti1.h). */
function rescaleOf({ slope, intercept }: NiftiHeader): PixelDescription['rescale'] {
  const scaled = Number.isFinite(slope) && slope !== 0;
  return scaled
    ? { slope, intercept: Number.isFinite(intercept) ? intercept : 0, unit: null }
    : { slope: 1, intercept: 0, unit: null };
}

function windowOf({ calMin, calMax }: NiftiHeader): PixelDescription['windows'] {
  const width = calMax - calMin;
  return Number.isFinite(width) && width > 0 ? [{ center: calMin + width / 2, width, function: 'LINEAR_EXACT' }] : [];
}
