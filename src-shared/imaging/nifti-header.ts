import { CodedError, type Coded } from '../contract/coded.ts';
import { niftiVoxel, type NiftiVoxel } from './nifti-voxel.ts';

/**
 * The fields of a NIfTI header that say what voxels are and where they lie. Numbers as the file states them: nothing is
 * scaled, no form is chosen (`nifti-affine.ts` does).
 */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** Header and voxels in one file (`n+1`), or voxels in an `.img` beside it (`ni1`). */
  readonly oneFile: boolean;
  /** Sizes of the axes in use, 1–7 of them, first axis fastest. */
  readonly dims: readonly number[];
  readonly voxel: NiftiVoxel;
  /** Byte offset of the first voxel in the file that holds the voxels. */
  readonly voxelOffset: number;
  /** `pixdim`: qfac, then a voxel's size along each axis in the header's own units. */
  readonly pixdim: readonly number[];
  /** `scl_slope`, `scl_inter`; a slope of 0 or no number means none. */
  readonly slope: number;
  readonly intercept: number;
  readonly qformCode: number;
  readonly sformCode: number;
  /** b, c, d of the unit quaternion, then the offset. */
  readonly quaternion: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
  /** Three rows of four. */
  readonly sform: readonly number[];
  /** What the file wants to be shown as black and white, in scaled values; both 0: not said. */
  readonly calMin: number;
  readonly calMax: number;
  readonly intentCode: number;
  /** `xyzt_units`: the three lowest bits space (1 m, 2 mm, 3 µm), the next three time. */
  readonly units: number;
}

/** Where a field lies in each version, in bytes (nifti1.h, nifti2.h). */
const PLACES = {
  1: {
    bytes: 348,
    magic: 344,
    dim: 40,
    intentCode: 68,
    datatype: 70,
    bitpix: 72,
    pixdim: 76,
    voxelOffset: 108,
    slope: 112,
    intercept: 116,
    units: 123,
    calMax: 124,
    calMin: 128,
    qformCode: 252,
    sformCode: 254,
    quaternion: 256,
    offset: 268,
    sform: 280,
  },
  2: {
    bytes: 540,
    magic: 4,
    dim: 16,
    intentCode: 504,
    datatype: 12,
    bitpix: 14,
    pixdim: 104,
    voxelOffset: 168,
    slope: 176,
    intercept: 184,
    units: 500,
    calMax: 192,
    calMin: 200,
    qformCode: 344,
    sformCode: 348,
    quaternion: 352,
    offset: 376,
    sform: 400,
  },
} as const;

/** Bytes that {@link looksLikeNifti} and {@link readNiftiHeader} look at: a NIfTI-2 header and its extension flag. */
export const NIFTI_HEAD_BYTES = 544;
const EXTENSION_FLAG_BYTES = 4;
const TAIL_OF_MAGIC_2 = [0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin as a NIfTI-1 or NIfTI-2 header does, by size field and magic, in either byte order. */
export function looksLikeNifti(head: Uint8Array): boolean {
  return formOf(head) !== null;
}

/** Whether bytes begin as an Analyze 7.5 header does: a NIfTI-1 header's size and possible axes, without its magic. */
export function looksLikeAnalyze(head: Uint8Array): boolean {
  if (head.length < 348 || formOf(head)) return false;
  const view = viewOf(head);
  return [true, false].some((little) => {
    const axes = view.getInt16(40, little);
    if (view.getInt32(0, little) !== 348 || axes < 1 || axes > 7) return false;
    return Array.from({ length: axes }, (_, i) => view.getInt16(42 + 2 * i, little)).every((size) => size >= 1);
  });
}

/**
 * Reads a NIfTI-1 or NIfTI-2 header (nifti.nimh.nih.gov, nifti1.h and nifti2.h), whichever byte order it has. Axes beyond
 * `dim[0]` count as 1.
 *
 * @param head the file's first bytes, {@link NIFTI_HEAD_BYTES} where it has as many
 * @returns null where the bytes are no NIfTI header
 * @throws `nifti-bad-dims` for a number of axes other than 1–7 or a size below 1, `nifti-bad-offset` for an offset that is
 * no place behind the header, `nifti-type-unsupported` with the `datatype` for voxels that are not read (complex, binary,
 * float128) or whose `bitpix` disagrees
 */
export function readNiftiHeader(head: Uint8Array): NiftiHeader | null {
  const form = formOf(head);
  if (!form) return null;
  const { version, littleEndian, oneFile } = form;
  const at = PLACES[version];
  const view = viewOf(head);
  const short = (place: number) => view.getInt16(place, littleEndian);
  const code = (place: number) => (version === 1 ? short(place) : view.getInt32(place, littleEndian));
  const real = (place: number) =>
    version === 1 ? view.getFloat32(place, littleEndian) : view.getFloat64(place, littleEndian);
  const realBytes = version === 1 ? 4 : 8;
  const reals = (place: number, count: number) => Array.from({ length: count }, (_, i) => real(place + i * realBytes));
  const sizes = Array.from({ length: 8 }, (_, i) =>
    version === 1 ? short(at.dim + 2 * i) : Number(view.getBigInt64(at.dim + 8 * i, littleEndian)),
  );
  return {
    version,
    littleEndian,
    oneFile,
    dims: dimsOf(sizes),
    voxel: voxelOf(short(at.datatype), short(at.bitpix)),
    voxelOffset: offsetOf(
      version === 1 ? real(at.voxelOffset) : Number(view.getBigInt64(at.voxelOffset, littleEndian)),
      oneFile ? at.bytes + EXTENSION_FLAG_BYTES : 0,
    ),
    pixdim: reals(at.pixdim, 8),
    slope: real(at.slope),
    intercept: real(at.intercept),
    qformCode: code(at.qformCode),
    sformCode: code(at.sformCode),
    quaternion: reals(at.quaternion, 3) as [number, number, number],
    offset: reals(at.offset, 3) as [number, number, number],
    sform: reals(at.sform, 12),
    calMin: real(at.calMin),
    calMax: real(at.calMax),
    intentCode: code(at.intentCode),
    units: version === 1 ? view.getUint8(at.units) : view.getInt32(at.units, littleEndian) & 0xff,
  };
}

/**
 * Looks at the extensions between a one-file header and its voxels; none is ever read. A size that is no positive multiple
 * of 16 or leads into the voxels is told.
 *
 * @param between the bytes from the extension flag to the first voxel
 * @returns `nifti-bad-extension`, or null
 */
export function extensionFault(between: Uint8Array, littleEndian: boolean): Coded | null {
  if (between.length < EXTENSION_FLAG_BYTES || between[0] === 0) return null;
  const view = viewOf(between);
  const fault: Coded = { code: 'nifti-bad-extension', details: {} };
  for (let at = EXTENSION_FLAG_BYTES; at < between.length;) {
    if (at + 8 > between.length) return between.subarray(at).some((byte) => byte !== 0) ? fault : null;
    const size = view.getInt32(at, littleEndian);
    if (size < 16 || size % 16 !== 0 || at + size > between.length) return fault;
    at += size;
  }
  return null;
}

/**
 * Writes a header as NIfTI-1, or NIfTI-2 where its version says so, with an empty extension flag behind it in one-file
 * form: 352 or 544 bytes. The other way round is {@link readNiftiHeader}.
 *
 * @throws `nifti-bad-dims` for sizes that the version can't state (NIfTI-1: over 32,767)
 */
export function encodeNiftiHeader(header: NiftiHeader): Uint8Array<ArrayBuffer> {
  const { version, littleEndian, oneFile } = header;
  const at = PLACES[version];
  const bytes = new Uint8Array(at.bytes + (oneFile ? EXTENSION_FLAG_BYTES : 0));
  const view = viewOf(bytes);
  const short = (place: number, value: number) => view.setInt16(place, value, littleEndian);
  const code = (place: number, value: number) =>
    version === 1 ? short(place, value) : view.setInt32(place, value, littleEndian);
  const real = (place: number, value: number) =>
    version === 1 ? view.setFloat32(place, value, littleEndian) : view.setFloat64(place, value, littleEndian);
  const reals = (place: number, values: readonly number[]) =>
    values.forEach((value, i) => real(place + i * (version === 1 ? 4 : 8), value));
  const sizes = [header.dims.length, ...header.dims, 1, 1, 1, 1, 1, 1].slice(0, 8);
  dimsOf(sizes);
  if (version === 1 && sizes.some((size) => size > 32_767)) throw new CodedError('nifti-bad-dims');
  view.setInt32(0, at.bytes, littleEndian);
  bytes.set([0x6e, oneFile ? 0x2b : 0x69, 0x30 + version, 0, ...(version === 2 ? TAIL_OF_MAGIC_2 : [])], at.magic);
  sizes.forEach((size, i) => {
    if (version === 1) short(at.dim + 2 * i, size);
    else view.setBigInt64(at.dim + 8 * i, BigInt(size), littleEndian);
  });
  short(at.datatype, header.voxel.datatype);
  short(at.bitpix, header.voxel.bytes * 8);
  reals(at.pixdim, header.pixdim);
  if (version === 1) real(at.voxelOffset, header.voxelOffset);
  else view.setBigInt64(at.voxelOffset, BigInt(header.voxelOffset), littleEndian);
  real(at.slope, header.slope);
  real(at.intercept, header.intercept);
  code(at.qformCode, header.qformCode);
  code(at.sformCode, header.sformCode);
  reals(at.quaternion, header.quaternion);
  reals(at.offset, header.offset);
  reals(at.sform, header.sform);
  real(at.calMin, header.calMin);
  real(at.calMax, header.calMax);
  code(at.intentCode, header.intentCode);
  if (version === 1) view.setUint8(at.units, header.units);
  else view.setInt32(at.units, header.units, littleEndian);
  // NIfTI-1 keeps Analyze's mark, by which old readers know the byte order.
  if (version === 1) bytes[38] = 0x72;
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function formOf(head: Uint8Array): Pick<NiftiHeader, 'version' | 'littleEndian' | 'oneFile'> | null {
  for (const version of [1, 2] as const) {
    const { bytes, magic } = PLACES[version];
    if (head.length < bytes) continue;
    const size = viewOf(head).getInt32(0, true);
    const littleEndian = size === bytes;
    if (!littleEndian && viewOf(head).getInt32(0, false) !== bytes) continue;
    const kind = head[magic + 1];
    const named = head[magic] === 0x6e && head[magic + 2] === 0x30 + version && head[magic + 3] === 0;
    if (named && (kind === 0x2b || kind === 0x69)) return { version, littleEndian, oneFile: kind === 0x2b };
  }
  return null;
}

function dimsOf(sizes: readonly number[]): number[] {
  const axes = sizes[0] as number;
  const dims = axes >= 1 && axes <= 7 ? sizes.slice(1, axes + 1) : [];
  if (dims.length === 0 || !dims.every((size) => size >= 1 && Number.isSafeInteger(size))) {
    throw new CodedError('nifti-bad-dims', { axes });
  }
  return dims;
}

function voxelOf(datatype: number, bitpix: number): NiftiVoxel {
  const voxel = niftiVoxel(datatype);
  if (!voxel || voxel.bytes * 8 !== bitpix) throw new CodedError('nifti-type-unsupported', { datatype });
  return voxel;
}

/** `vox_offset` is a float in NIfTI-1: it may be no number, or one beyond every file. */
function offsetOf(stated: number, least: number): number {
  if (!Number.isSafeInteger(stated) || stated < least) throw new CodedError('nifti-bad-offset');
  return stated;
}
