import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import {
  extensionFault,
  NIFTI_HEAD_BYTES,
  readNiftiHeader,
  type NiftiHeader,
} from '../../../src-shared/imaging/nifti-header.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { describeNifti, type Slices } from './describe.ts';
import { gunzipped, gunzippedHead } from './gunzipped.ts';
import { storedVoxels } from './voxels.ts';

const MAX_SIDE = 65_535;
const MAX_FRAMES = 100_000;
const MAX_FRAME_BYTES = 512 * 2 ** 20;
const MAX_EXTENSION_BYTES = 64 * 2 ** 20;
/** CIFTI's connectivity matrices and their kin (cifti-2: NIfTI intents 3000–3099) leave the axes of space unused. */
const isMatrix = ({ intentCode, dims }: NiftiHeader) =>
  intentCode >= 3000 && intentCode <= 3099 && dims.length > 4 && dims.slice(0, 4).every((size) => size === 1);

/**
 * Opens a NIfTI-1 or NIfTI-2 volume, in one file or as a pair, whose frames are its slices; nothing is decoded. Sizes are
 * believed only as far as the bytes go.
 *
 * @throws the codes of `readNiftiHeader`; `nifti-too-large` where the file holds less than it claims or the claim is beyond
 * what is shown (65,535 rows or columns, 100,000 slices, 512 MiB a slice), `nifti-bad-offset` where the voxels would begin
 * behind the end, `nifti-pair-incomplete` where the file with the voxels is not there
 */
export async function openNifti(source: ByteSource): Promise<OpenImage> {
  const header = headerOf(await source.read(0, Math.min(NIFTI_HEAD_BYTES, source.size)));
  return opened(source, header);
}

/** {@link openNifti} for a volume that is compressed with gzip. Throws the codes of {@link gunzipped} too. */
export async function openGzippedNifti(source: ByteSource): Promise<OpenImage> {
  const header = headerOf(await gunzippedHead(source, NIFTI_HEAD_BYTES));
  if (!header.oneFile) throw new CodedError('nifti-pair-incomplete');
  const head = await gunzippedHead(source, Math.min(header.voxelOffset, MAX_EXTENSION_BYTES));
  return opened(await gunzipped(source, header.voxelOffset + sizeOf(header).bytes, head), header);
}

function headerOf(head: Uint8Array): NiftiHeader {
  const header = readNiftiHeader(head);
  if (!header) throw new CodedError('not-an-image');
  return header;
}

async function opened(source: ByteSource, header: NiftiHeader): Promise<OpenImage> {
  const size = sizeOf(header);
  const start = voxelStart(source, header);
  if (start > source.size) throw new CodedError('nifti-bad-offset');
  if (start + size.bytes > source.size) throw new CodedError('nifti-too-large');
  const { rows, columns } = size;
  const { voxel, littleEndian } = header;
  const frameBytes = rows * columns * voxel.bytes;
  const description = describeNifti(header, size, await extensionWarnings(source, header));
  const { samplesPerPixel, sampleType } = description.pixels;
  return {
    description,
    async stored(frame) {
      const raw = await source.read(start + frame * frameBytes, frameBytes);
      return { ...storedVoxels(raw, voxel, littleEndian), ybr: false };
    },
    frameOf: ({ values }) => ({ rows, columns, samplesPerPixel, sampleType, values }),
  };
}

/** Where the voxels begin: in the same file, or in the second of two that are one. */
function voxelStart(source: ByteSource, { oneFile, voxelOffset }: NiftiHeader): number {
  if (oneFile) return voxelOffset;
  if (source.secondAt === undefined) throw new CodedError('nifti-pair-incomplete');
  return source.secondAt + voxelOffset;
}

function sizeOf(header: NiftiHeader): Slices & { readonly bytes: number } {
  const matrix = isMatrix(header);
  const [columns = 1, rows = 1, slices = 1, ...others] = matrix ? header.dims.slice(4) : header.dims;
  const volumes = others.reduce((product, size) => product * size, 1);
  const frameBytes = columns * rows * header.voxel.bytes;
  const bytes = frameBytes * slices * volumes;
  if (columns > MAX_SIDE || rows > MAX_SIDE || frameBytes > MAX_FRAME_BYTES || slices * volumes > MAX_FRAMES) {
    throw new CodedError('nifti-too-large');
  }
  return { rows, columns, slices, volumes, matrix, bytes };
}

async function extensionWarnings(source: ByteSource, header: NiftiHeader): Promise<Coded[]> {
  const from = header.version === 1 ? 348 : 540;
  const to = header.oneFile ? header.voxelOffset : (source.secondAt ?? from);
  // Nothing in there is needed: what is absurdly long is not even looked at.
  if (to - from > MAX_EXTENSION_BYTES) return [{ code: 'nifti-bad-extension', details: {} }];
  const fault = extensionFault(await source.read(from, Math.max(0, to - from)), header.littleEndian);
  return fault ? [fault] : [];
}
