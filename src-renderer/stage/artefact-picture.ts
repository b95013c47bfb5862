import { decode } from 'fast-png';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { Artefact } from '../../src-shared/findings/artefact.ts';
import { readNiftiHeader } from '../../src-shared/imaging/nifti-header.ts';

/** The numbers of a result's picture: frames × rows × columns × samples, samples interleaved. */
export interface ArtefactPicture {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: 1 | 3;
  readonly values: Uint8Array | Uint16Array;
}

/**
 * Reads the file of an artefact: a PNG of 8 or 16 bits, or a gzipped NIfTI file of `uint8` or `uint16`, whose third axis are
 * the frames. Throws `artefact-altered` where the file is not of the size that the result says.
 */
export async function artefactPicture(
  { format, rows, columns, frames }: Pick<Artefact, 'format' | 'rows' | 'columns' | 'frames'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ArtefactPicture> {
  const read = format === 'png' ? readPng(bytes) : await readVoxels(bytes);
  const samples = read.values.length / (rows * columns * frames);
  if (read.rows !== rows || read.columns !== columns || (samples !== 1 && samples !== 3)) {
    throw new CodedError('artefact-altered');
  }
  return { rows, columns, frames, samples, values: read.values };
}

/** The numbers of one frame (0-based). */
export function frameOfPicture({ rows, columns, samples, values }: ArtefactPicture, frame: number) {
  const size = rows * columns * samples;
  return values.subarray(frame * size, (frame + 1) * size);
}

type Read = Pick<ArtefactPicture, 'rows' | 'columns' | 'values'>;

function readPng(bytes: Uint8Array): Read {
  const { width, height, data } = decode(bytes);
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) throw new CodedError('artefact-altered');
  return { rows: height, columns: width, values: data };
}

async function readVoxels(bytes: Uint8Array<ArrayBuffer>): Promise<Read> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const file = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const header = readNiftiHeader(file);
  if (!header?.littleEndian) throw new CodedError('artefact-altered');
  const voxels = file.slice(header.voxelOffset);
  const wide = header.voxel.sampleType === 'uint16';
  if (!wide && header.voxel.sampleType !== 'uint8') throw new CodedError('artefact-altered');
  const [columns = 0, rows = 0] = header.dims;
  return { rows, columns, values: wide ? new Uint16Array(voxels.buffer) : voxels };
}
