import { CodedError } from '../../src-shared/contract/coded.ts';
import { maskFigures, type MaskFigures } from '../../src-shared/evaluation/mask-evaluation.ts';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import type { OpenImage } from './image.ts';
import { openImage } from './open-image.ts';

/** What a found mask is compared by. */
export interface MaskComparison {
  /** The mask's file, PNG or (gzipped) NIfTI: 0 background, `i + 1` where label `i` was found. */
  readonly found: Uint8Array;
  /** How many labels there are. */
  readonly labels: number;
  /** Value of the true mask that is neither inside nor outside; null: none. */
  readonly ignored: number | null;
  /** Frames of the picture, in stored order. */
  readonly frames: number;
  /** Between slices, rows and columns; null: unknown. */
  readonly spacingMm: readonly [number, number, number] | null;
  /** Of the picture, voxel (column, row, slice) to LPS millimetres; null: unknown. */
  readonly affine: Affine | null;
}

/** Millimetres by which two files' affines may differ: what float32 and rounding in a header come to. */
const SAME_PLACE_MM = 0.01;
const MOST_VOXELS = 2 ** 28;

/**
 * Compares the mask that a network found with the true one, label by label. The true mask holds `i + 1` where label `i` is;
 * of a single label every value but 0 counts. Nothing is resampled.
 *
 * @throws `labels-mask-differs` where size, place or number of samples differ, `image-too-large` above 2^28 voxels, and what
 *   decoding throws
 */
export async function compareMasks(
  truth: OpenImage,
  comparison: MaskComparison,
  alive: () => void,
): Promise<MaskFigures[]> {
  const { labels, ignored, frames, spacingMm, affine } = comparison;
  const found = await openImage(bytesInMemory(comparison.found));
  const [a, b] = [found.description.pixels, truth.description.pixels];
  const sizes = (['rows', 'columns', 'frames', 'samplesPerPixel'] as const).every((side) => a[side] === b[side]);
  if (!sizes || a.frames !== frames || !samePlace(affine, (b.affine as Affine | undefined) ?? null)) {
    throw new CodedError('labels-mask-differs', { rows: b.rows, columns: b.columns, frames: b.frames });
  }
  const size = a.rows * a.columns;
  if (size * frames > MOST_VOXELS) throw new CodedError('image-too-large', { rows: a.rows, columns: a.columns });
  const foundLabels = new Uint8Array(size * frames);
  const trueLabels = new Uint8Array(size * frames);
  for (let frame = 0; frame < frames; frame++) {
    alive();
    const said = (await found.stored(frame)).values;
    const real = (await truth.stored(frame)).values;
    const { slope, intercept } = b.rescale;
    for (let i = 0, at = frame * size; i < size; i++, at++) {
      const value = (real[i] as number) * slope + intercept;
      if (value === ignored) continue; // 0 in both
      foundLabels[at] = said[i] as number;
      const label = labels === 1 ? Number(value !== 0) : Math.round(value);
      trueLabels[at] = label >= 0 && label <= labels ? label : 0;
    }
  }
  const shape = frames === 1 ? [a.rows, a.columns] : [frames, a.rows, a.columns];
  const spacing = spacingMm && (frames === 1 ? spacingMm.slice(1) : spacingMm);
  return Array.from({ length: labels }, (_, i) => {
    alive();
    const label = (values: Uint8Array) => values.map((value) => Number(value === i + 1));
    return maskFigures(label(foundLabels), label(trueLabels), shape, spacing);
  });
}

/** Files that do not say where they lie are taken at their size. */
function samePlace(picture: Affine | null, mask: Affine | null): boolean {
  if (!picture || !mask) return true;
  return picture.every((line, i) =>
    line.every((value, j) => Math.abs(value - (mask[i]?.[j] as number)) <= SAME_PLACE_MM),
  );
}
