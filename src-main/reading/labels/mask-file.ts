import type { ImportedLabels } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { apply, compose, inverse, type Affine } from '../../../src-shared/imaging/affine.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { openImage } from '../open-image.ts';
import { pngNumbers } from '../pictures/png.ts';
import { looksLikePng } from '../pictures/png-chunks.ts';

/** The picture that a mask belongs to. */
export interface MaskTarget {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Column, row and slice to LPS millimetres; null: unknown. */
  readonly affine: Affine | null;
}

/** By how much two programs' grids may differ at a corner, as a share of the smallest voxel side. */
const SAME_PLACE = 0.1;
const MOST_VOXELS = 2 ** 30;

/**
 * A mask file (NIfTI, PNG with grey values or a palette) on its picture's grid, each value the number of a segment. Where one segment
 * alone is outlined, any value but 0 means it. Files whose axes run the other way or in another order are turned; nothing is resampled.
 *
 * @throws `label-size-differs`, `label-place-differs`, `label-category-unknown` with the value, `label-file-damaged` for what is
 *   no mask (fractions, negative or large values, colour), and what opening and decoding throw
 */
export async function maskLabels(
  source: ByteSource,
  target: MaskTarget,
  { segments }: Pick<LabelSchema, 'segments'>,
  alive: () => void,
): Promise<ImportedLabels> {
  if (target.rows * target.columns * target.slices > MOST_VOXELS) throw new CodedError('image-too-large');
  const slices = looksLikePng(await source.read(0, Math.min(64, source.size)))
    ? await pictureSlices(source, target)
    : await volumeSlices(await openImage(source), target, alive);
  const outlined = segments.filter(({ drawn }) => drawn === 'mask');
  const only = outlined.length === 1 ? outlined[0] : undefined;
  const numbers = [...new Set(slices.flatMap((values) => [...new Set(values)]))].sort((a, b) => a - b);
  const meant = new Map<number, number>();
  for (const value of numbers) {
    if (value === 0) continue;
    const segment = outlined.find(({ number }) => number === value) ?? only;
    if (!segment) throw new CodedError('label-category-unknown', { name: value });
    meant.set(value, segment.number);
  }
  if (only && meant.size > 1)
    throw new CodedError('label-category-unknown', { name: [...meant.keys()].join(', ').slice(0, 200) });
  const masks = [...meant].map(([value, segment]) => ({
    segment,
    slices: slices.flatMap((values, slice) => {
      alive();
      const own = values.map((one) => Number(one === value));
      return own.includes(1) ? [{ slice, runs: runsOf(own) }] : [];
    }),
  }));
  const { name, rows, columns } = target;
  const picture = { name, size: { rows, columns }, slices: null, about: null, masks, shapes: [], answers: [] };
  return { format: 'mask', pictures: [picture], refused: [], refusedCount: 0 };
}

async function pictureSlices(source: ByteSource, { rows, columns, slices }: MaskTarget): Promise<Uint8Array[]> {
  const picture = await pngNumbers(source);
  if (picture.rows !== rows || picture.columns !== columns || slices !== 1) {
    throw new CodedError('label-size-differs', { rows: picture.rows, columns: picture.columns });
  }
  return [whole(picture.values, (value) => value)];
}

async function volumeSlices(image: OpenImage, target: MaskTarget, alive: () => void): Promise<Uint8Array[]> {
  const { pixels } = image.description;
  if (pixels.samplesPerPixel !== 1) throw new CodedError('label-file-damaged');
  const from = [pixels.columns, pixels.rows, pixels.frames] as const;
  const to = [target.columns, target.rows, target.slices] as const;
  const affine = (pixels.affine as Affine | undefined) ?? null;
  const way = affine && target.affine ? turned(affine, target.affine, from, to) : straight(from, to);
  const out = Array.from({ length: to[2] }, () => new Uint8Array(to[0] * to[1]));
  for (let frame = 0; frame < from[2]; frame++) {
    alive();
    const { slope, intercept } = pixelsOfFrame(pixels, frame).rescale;
    const stored = (await image.stored(frame)).values;
    const values = whole(stored, (value) => value * (slope === 0 ? 1 : slope) + intercept);
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0) continue;
      const at = [i % from[0], Math.floor(i / from[0]), frame] as const;
      const [column, row, slice] = way.map(({ axis, flipped }) => (flipped ? from[axis] - 1 - at[axis] : at[axis])) as [
        number,
        number,
        number,
      ];
      (out[slice] as Uint8Array)[row * to[0] + column] = values[i] as number;
    }
  }
  return out;
}

/** For each axis of the picture the mask's axis that runs along it, and whether it runs the other way. */
type Way = readonly { readonly axis: 0 | 1 | 2; readonly flipped: boolean }[];
type Size = readonly [number, number, number];

function straight(from: Size, to: Size): Way {
  if (from.some((size, axis) => size !== to[axis]))
    throw new CodedError('label-size-differs', { rows: from[1], columns: from[0] });
  return [0, 1, 2].map((axis) => ({ axis: axis as 0 | 1 | 2, flipped: false }));
}

/** Throws `label-place-differs` where the two grids are not one but for the order and direction of axes. */
function turned(mask: Affine, picture: Affine, from: Size, to: Size): Way {
  const back = inverse(picture);
  const between = back && compose(back, mask);
  if (!between) throw new CodedError('label-place-differs');
  const way = ([0, 1, 2] as const).map((line) => {
    const weights = between[line].slice(0, 3).map((weight, axis) => ({ axis: axis as 0 | 1 | 2, weight }));
    // of an axis with a single voxel nothing but its place tells
    const [largest] = weights.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    return { axis: largest?.axis as 0 | 1 | 2, flipped: (largest?.weight ?? 0) < 0 };
  });
  if (new Set(way.map(({ axis }) => axis)).size !== 3) throw new CodedError('label-place-differs');
  if (way.some(({ axis }, line) => from[axis] !== to[line as 0 | 1 | 2])) {
    throw new CodedError('label-size-differs', { rows: from[1], columns: from[0] });
  }
  for (const corner of cornersOf(from)) {
    const found = apply(between, corner);
    const meant = way.map(({ axis, flipped }) => (flipped ? from[axis] - 1 - corner[axis] : corner[axis]));
    if (found.some((value, line) => !(Math.abs(value - (meant[line] as number)) <= SAME_PLACE))) {
      throw new CodedError('label-place-differs');
    }
  }
  return way;
}

/** The outermost voxels. */
function cornersOf([columns, rows, slices]: Size): Size[] {
  const ends = (size: number) => [0, size - 1];
  return ends(columns).flatMap((x) => ends(rows).flatMap((y) => ends(slices).map((z): Size => [x, y, z])));
}

/** Whole numbers from 0 to 255. Throws `label-file-damaged` for others. */
function whole(values: ArrayLike<number>, scale: (value: number) => number): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = scale(values[i] as number);
    const rounded = Math.round(value);
    if (!(rounded >= 0 && rounded <= 255 && Math.abs(value - rounded) < 1e-3))
      throw new CodedError('label-file-damaged');
    out[i] = rounded;
  }
  return out;
}
