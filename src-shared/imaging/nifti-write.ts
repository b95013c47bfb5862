import { CodedError } from '../contract/coded.ts';
import type { Affine } from './affine.ts';
import type { SampleArray } from './frame.ts';
import type { SampleType } from './instance.ts';
import { placedBy } from './nifti-affine.ts';
import { encodeNiftiHeader, type NiftiHeader } from './nifti-header.ts';
import { niftiVoxelOf } from './nifti-voxel.ts';
import type { Vector } from './vectors.ts';

const SAMPLE_TYPES = [
  ['uint8', Uint8Array],
  ['int8', Int8Array],
  ['uint16', Uint16Array],
  ['int16', Int16Array],
  ['uint32', Uint32Array],
  ['int32', Int32Array],
  ['float32', Float32Array],
  ['float64', Float64Array],
] as const satisfies readonly (readonly [SampleType, unknown])[];

/** What stands in front of the voxels. */
export interface NiftiShape {
  readonly sampleType: SampleType;
  /** Columns, rows, slices. */
  readonly size: readonly [number, number, number];
  readonly volumes?: number;
  /** Voxel index → LPS millimetres; null: the file will say that nobody knows (both form codes 0). */
  readonly affine: Affine | null;
  /** Distances between voxel centres where there is no affine; absent: 1. */
  readonly sizeMm?: Vector;
  /** Stored value → value; absent: the values are what is stored. */
  readonly rescale?: { readonly slope: number; readonly intercept: number };
}

/** One volume, or several one after another, to be written. */
export interface NiftiVolume extends Omit<NiftiShape, 'sampleType'> {
  /** Stored values, first axis fastest: columns, rows, slices, volumes; the datatype is the array's. */
  readonly values: SampleArray;
}

/**
 * The head of a little-endian NIfTI file in one piece, up to its first voxel: NIfTI-1, or NIfTI-2 where an axis is longer than
 * 32,767. The affine goes into the sform, and into the qform too where it holds no shear; x and y are turned to RAS.
 */
export function niftiHead({
  sampleType,
  size,
  volumes = 1,
  affine,
  sizeMm,
  rescale,
}: NiftiShape): Uint8Array<ArrayBuffer> {
  const version = Math.max(...size, volumes) > 32_767 ? 2 : 1;
  const unplaced: ReturnType<typeof placedBy> = {
    sformCode: 0,
    qformCode: 0,
    quaternion: [0, 0, 0],
    offset: [0, 0, 0],
    sform: new Array<number>(12).fill(0),
    pixdim: [1, ...(sizeMm ?? [1, 1, 1]), 1, 1, 1, 1],
    units: 2,
  };
  const header: NiftiHeader = {
    version,
    littleEndian: true,
    oneFile: true,
    dims: volumes > 1 ? [...size, volumes] : [...size],
    voxel: niftiVoxelOf(sampleType),
    voxelOffset: version === 1 ? 352 : 544,
    slope: rescale?.slope ?? 1,
    intercept: rescale?.intercept ?? 0,
    calMin: 0,
    calMax: 0,
    intentCode: 0,
    ...(affine ? placedBy(affine) : unplaced),
  };
  return encodeNiftiHeader(header);
}

/**
 * Writes a volume as one file that begins with {@link niftiHead}. What `openNifti` reads back is bit-identical in its voxels;
 * the affine is rounded to float32 in NIfTI-1.
 *
 * @throws `nifti-bad-dims` where the values do not fill the size
 */
export function writeNifti({ values, ...shape }: NiftiVolume): Uint8Array<ArrayBuffer> {
  const { size, volumes = 1 } = shape;
  if (values.length !== size[0] * size[1] * size[2] * volumes) throw new CodedError('nifti-bad-dims', { axes: 3 });
  const head = niftiHead({ ...shape, sampleType: typeOf(values) });
  const bytes = new Uint8Array(head.length + values.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), head.length);
  return bytes;
}

function typeOf(values: SampleArray): SampleType {
  return SAMPLE_TYPES.find(([, make]) => values instanceof make)?.[0] as SampleType;
}
