import type { Coded } from '../contract/coded.ts';
import { quaternionAffine } from './affine-quaternion.ts';
import { affineOf, apply, betweenRasAndLps, determinant, partsOf, type Affine } from './affine.ts';
import type { NiftiHeader } from './nifti-header.ts';
import { dot, lengthOf, scale, subtract, unit, type Vector } from './vectors.ts';

/** Where a NIfTI file's voxels lie in the patient, and how far that can be believed. */
export interface NiftiPlace {
  /** Voxel index → LPS millimetres; null: nobody knows. */
  readonly affine: Affine | null;
  /** Distances between voxel centres along the first three axes, millimetres; null: nobody knows. */
  readonly sizeMm: Vector | null;
  readonly warnings: readonly Coded[];
}

/** `xyzt_units & 7`; what is not said is millimetres, as everybody reads it. */
const MM_A_UNIT: Record<number, number> = { 0: 1, 1: 1000, 2: 1, 3: 0.001 };
/** Two forms are one when no corner of the volume moves by more than this share of a voxel's smallest side. */
const SAME_PLACE = 0.5;
/** The sform's steps and `pixdim` are one length up to here, relatively. */
const SAME_LENGTH = 0.01;
/** Cosine up to which two axes stand at a right angle; what rounding to float32 does to it is far less. */
const RIGHT_ANGLE = 1e-4;

const ORIENTATION_UNKNOWN: Coded = { code: 'orientation-unknown', details: {} };
const NO_SCALE: Coded = { code: 'dicom-no-scale', details: {} };

/**
 * Places the volume by the rules of nifti1.h: the sform where its code is above 0, else the qform; x and y are turned from
 * RAS to LPS. A form that is no map of space (flat, no number) counts as absent.
 *
 * @returns warnings `orientation-unknown`, and no affine, where neither form is there (the standard leaves it open then;
 * some programs negate x), where two forms that claim one space place a corner over half a voxel apart, and where two that
 * claim different spaces disagree about which way an axis runs; `dicom-no-scale`, and no sizes, where `pixdim` holds no
 * lengths and nothing else does, or differs from the sform's steps by over 1 %
 */
export function niftiPlace(header: NiftiHeader): NiftiPlace {
  const mm = MM_A_UNIT[header.units & 7] ?? 1;
  const stated = statedSize(header, mm);
  const sform = header.sformCode > 0 ? usable(sformAffine(header)) : null;
  const qform = header.qformCode > 0 ? usable(qformAffine(header)) : null;
  const chosen = sform ?? qform;
  if (!chosen || (sform && qform && disagree(sform, qform, header))) {
    return { affine: null, sizeMm: stated, warnings: stated ? [ORIENTATION_UNKNOWN] : [NO_SCALE, ORIENTATION_UNKNOWN] };
  }
  const { column, row, slice, origin } = partsOf(betweenRasAndLps(chosen));
  const affine = affineOf(scale(column, mm), scale(row, mm), scale(slice, mm), scale(origin, mm));
  const sizeMm = stepsOf(affine);
  const differ = stated?.some(
    (size, axis) => (header.dims[axis] ?? 1) > 1 && Math.abs((sizeMm[axis] as number) / size - 1) > SAME_LENGTH,
  );
  return differ ? { affine, sizeMm: null, warnings: [NO_SCALE] } : { affine, sizeMm, warnings: [] };
}

/** The sform as it stands: RAS, in the header's units. */
export function sformAffine({ sform }: Pick<NiftiHeader, 'sform'>): Affine {
  const at = (axis: number): Vector => [sform[axis], sform[axis + 4], sform[axis + 8]] as unknown as Vector;
  return affineOf(at(0), at(1), at(2), at(3));
}

/**
 * The qform as it stands: RAS, in the header's units; holds NaN where the quaternion is much longer than 1 and so no
 * rotation.
 */
export function qformAffine(header: Pick<NiftiHeader, 'dims' | 'pixdim' | 'quaternion' | 'offset'>): Affine {
  const { quaternion, offset, pixdim } = header;
  const tooLong = !(dot(quaternion, quaternion) < 1.001);
  return quaternionAffine(tooLong ? [NaN, NaN, NaN] : quaternion, sizesOf(header), offset, pixdim[0] ?? 1);
}

/**
 * The header fields that place a volume by an affine: the sform holds it; the qform is there too where the axes stand at
 * right angles, else its code is 0, since it can't hold shear.
 *
 * @param affine voxel index → LPS millimetres, not flat
 */
export function placedBy(
  affine: Affine,
): Pick<NiftiHeader, 'qformCode' | 'sformCode' | 'quaternion' | 'offset' | 'sform' | 'pixdim' | 'units'> {
  const ras = betweenRasAndLps(affine);
  const { column, row, slice, origin } = partsOf(ras);
  const qfac = determinant(ras) < 0 ? -1 : 1;
  const square = skewOf(affine) < RIGHT_ANGLE;
  return {
    sformCode: 1,
    qformCode: square ? 1 : 0,
    quaternion: square ? quaternionOf(unit(column), unit(row), scale(unit(slice), qfac)) : [0, 0, 0],
    offset: origin,
    sform: ras.slice(0, 3).flat(),
    pixdim: [qfac, ...stepsOf(affine), 1, 1, 1, 1],
    units: 2,
  };
}

/** Distances between neighbouring voxels along the three axes. */
export function stepsOf(affine: Affine): Vector {
  const { column, row, slice } = partsOf(affine);
  return [lengthOf(column), lengthOf(row), lengthOf(slice)];
}

/** The largest cosine between two of an affine's axes: 0 where all stand at right angles. */
function skewOf(affine: Affine): number {
  const { column, row, slice } = partsOf(affine);
  const [i, j, k] = [unit(column), unit(row), unit(slice)];
  return Math.max(Math.abs(dot(i, j)), Math.abs(dot(i, k)), Math.abs(dot(j, k)));
}

/** b, c, d of the rotation whose columns are given, by its largest component (nifti_mat44_to_quatern). */
function quaternionOf([xx, yx, zx]: Vector, [xy, yy, zy]: Vector, [xz, yz, zz]: Vector): Vector {
  const squares = [1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz];
  const largest = squares.indexOf(Math.max(...squares));
  const twice = Math.sqrt(squares[largest] as number);
  const parts = [
    [twice, (zy - yz) / twice, (xz - zx) / twice, (yx - xy) / twice],
    [(zy - yz) / twice, twice, (xy + yx) / twice, (xz + zx) / twice],
    [(xz - zx) / twice, (xy + yx) / twice, twice, (yz + zy) / twice],
    [(yx - xy) / twice, (xz + zx) / twice, (yz + zy) / twice, twice],
  ][largest] as [number, number, number, number];
  const half = parts[0] < 0 ? -0.5 : 0.5;
  return [parts[1] * half, parts[2] * half, parts[3] * half];
}

/** `pixdim` in millimetres; null where it holds no lengths. */
function statedSize(header: NiftiHeader, mm: number): Vector | null {
  const sizes = sizesOf(header);
  return sizes.every((size) => Number.isFinite(size) && size > 0) ? scale(sizes, mm) : null;
}

/** `pixdim` without signs; an axis of one voxel may leave its size out. */
function sizesOf({ pixdim, dims }: Pick<NiftiHeader, 'dims' | 'pixdim'>): Vector {
  const size = (axis: number) => Math.abs(pixdim[axis + 1] as number) || ((dims[axis] ?? 1) > 1 ? 0 : 1);
  return [size(0), size(1), size(2)];
}

function usable(affine: Affine): Affine | null {
  const [x, y, z] = stepsOf(affine);
  return Math.abs(determinant(affine)) > 1e-6 * x * y * z && affine.flat().every(Number.isFinite) ? affine : null;
}

function disagree(sform: Affine, qform: Affine, { sformCode, qformCode, dims }: NiftiHeader): boolean {
  if (directions(sform) !== directions(qform)) return true;
  // Two codes name two spaces, e.g. the scanner's and a template's: there the same voxel lies elsewhere.
  if (sformCode !== qformCode) return false;
  const tolerance = SAME_PLACE * Math.min(...stepsOf(sform));
  const last = (axis: number) => (dims[axis] ?? 1) - 1;
  return [0, last(0)].some((i) =>
    [0, last(1)].some((j) =>
      [0, last(2)].some((k) => lengthOf(subtract(apply(sform, [i, j, k]), apply(qform, [i, j, k]))) > tolerance),
    ),
  );
}

/** Which way each voxel axis runs, by its strongest part, e.g. `0+1-2+`. */
function directions(affine: Affine): string {
  const { column, row, slice } = partsOf(affine);
  return [column, row, slice]
    .map((step) => {
      const sizes = step.map(Math.abs);
      const strongest = sizes.indexOf(Math.max(...sizes));
      return `${strongest}${(step[strongest] as number) > 0 ? '+' : '-'}`;
    })
    .join('');
}
