import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, type ZlibOptions } from 'node:zlib';
import type { Artefact } from '../../src-shared/findings/artefact.ts';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import { MADE_PICTURE } from '../../src-shared/imaging/made-picture.ts';
import { writeNifti } from '../../src-shared/imaging/nifti-write.ts';
import type { Grid } from '../../src-shared/pixels/grid.ts';
import type { LabelMask } from '../../src-shared/pixels/outline.ts';
import type { EnhancedPicture } from './tasks/enhancement.ts';
import { pngFile } from '../picture-files/index.ts';

/** A picture that an analysis made, as the bytes of its file. */
export interface MadePicture {
  readonly artefact: Artefact;
  readonly bytes: Uint8Array;
}

/** Where a volume's voxels lie; both null for single pictures and where nobody knows. */
export interface Place {
  readonly affine: Affine | null;
  /** Between slices, rows and columns. */
  readonly spacingMm: readonly [number, number, number] | null;
}

const WHITE = 65_535;
const gzipped = promisify<Uint8Array, ZlibOptions, Buffer>(gzip);

/** A mask of label numbers: 8-bit PNG of one picture, gzipped NIfTI of a volume with the source's affine. */
export function maskPicture(mask: LabelMask, labels: string[], place: Place): Promise<MadePicture> {
  return made({ kind: 'mask', labels, values: null }, mask, mask.values, place);
}

/** Calibrated probabilities of one label, 16 bits. */
export function probabilityPicture(
  probabilities: Grid,
  channel: number,
  label: string,
  place: Place,
): Promise<MadePicture> {
  return made(
    { kind: 'probability', labels: [label], values: { low: 0, high: 1 } },
    probabilities,
    stored(probabilities, channel, 0, 1),
    place,
  );
}

/** A map over the source's grid, 16 bits from 0 to its highest value. */
export function mapPicture(map: Grid, label: string, place: Place): Promise<MadePicture> {
  let high = 0;
  for (let i = 0; i < map.values.length; i++) high = Math.max(high, map.values[i] as number);
  const values = { low: 0, high: high > 0 ? high : 1 };
  return made({ kind: 'map', labels: [label], values }, map, stored(map, 0, 0, values.high), place);
}

/** What an enhancing network made, 16 bits; the file says so. */
export async function enhancedFile(picture: EnhancedPicture): Promise<MadePicture> {
  const { rows, columns, samples, values, low, high } = picture;
  const bytes = await pngFile({ rows, columns, samples, values, text: MADE_PICTURE });
  const artefact = { kind: 'enhanced', labels: [], values: { low, high } } as const;
  return named({ ...artefact, labels: [], format: 'png', rows, columns, frames: 1 }, bytes);
}

function stored({ values, slices, rows, columns }: Grid, channel: number, low: number, high: number): Uint16Array {
  const size = slices * rows * columns;
  const out = new Uint16Array(size);
  const from = channel * size;
  const range = high - low;
  for (let i = 0; i < size; i++) {
    const share = ((values[from + i] as number) - low) / range;
    // storing cuts off behind the point: the nearest number, halves upwards
    out[i] = share <= 0 ? 0 : share >= 1 ? WHITE : share * WHITE + 0.5;
  }
  return out;
}

async function made(
  what: Pick<Artefact, 'kind' | 'labels' | 'values'>,
  { slices, rows, columns }: Omit<Grid, 'values' | 'channels'>,
  values: Uint8Array | Uint16Array,
  { affine, spacingMm }: Place,
): Promise<MadePicture> {
  if (slices === 1) {
    const bytes = await pngFile({ rows, columns, samples: 1, values, inRuns: what.kind === 'mask' });
    return named({ ...what, format: 'png', rows, columns, frames: 1 }, bytes);
  }
  const [slice, row, column] = spacingMm ?? [1, 1, 1];
  const range = what.values;
  const file = writeNifti({
    values: values as Uint8Array<ArrayBuffer>,
    size: [columns, rows, slices],
    affine,
    sizeMm: [column, row, slice],
    ...(range ? { rescale: { slope: (range.high - range.low) / WHITE, intercept: range.low } } : {}),
  });
  // level 1: masks shrink a hundredfold at any level, and the case waits
  return named(
    { ...what, format: 'nii.gz', rows, columns, frames: slices },
    await gzipped(file, { level: 1, chunkSize: 2 ** 18 }),
  );
}

function named(described: Omit<Artefact, 'name' | 'sha256' | 'bytes'>, bytes: Uint8Array): MadePicture {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name = `${sha256.slice(0, 32)}.${described.kind}.${described.format}`;
  return { artefact: { ...described, sha256, name, bytes: bytes.length }, bytes };
}
