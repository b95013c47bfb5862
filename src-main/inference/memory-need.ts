import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { sampleBytes } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { reorderedTriple, type Reordering } from '../../src-shared/pixels/patient-axes.ts';
import { readChannels } from './ask-network.ts';
import type { ExplainMethod } from './calls.ts';
import { availableBytes } from './machine-memory.ts';

const FLOAT = 4;
/** Of a place while all are put in order by their relevance: its number, its place, what is shown of it, and the list before it is sorted. */
const ORDERED = 3 * FLOAT + 8;

/** What of a question tells how much memory its answer takes. */
export interface Sized {
  readonly pixels: Pick<PixelDescription, 'rows' | 'columns' | 'samplesPerPixel' | 'sampleType' | 'spacing'>;
  readonly volume?: {
    readonly slices: readonly unknown[];
    readonly spacingMm: readonly [number, number, number] | null;
  };
  /** How it is put in the network's order of axes; absent or null: it stays as it is. */
  readonly reordering?: Reordering | null;
  readonly explain?: ExplainMethod;
  readonly model: { readonly manifest: Pick<ModelManifest, 'input' | 'outputs' | 'tiling' | 'testTime'> };
}

/**
 * Most bytes that are held at once while a question is answered, the network's own left out: decoded frames, the picture as
 * numbers, the network's grid, its answers put together, what is made of them on the source's grid, and the changed pictures of a
 * map that asks again. Small pictures need
 * next to nothing; a volume on a fine grid more than a machine may have.
 */
export function memoryNeed(asked: Sized): number {
  const { pixels, volume, explain, reordering } = asked;
  const { manifest } = asked.model;
  const { input, outputs, testTime = [] } = manifest;
  const slices = volume?.slices.length ?? 1;
  const voxels = slices * pixels.rows * pixels.columns;
  const planes = pixels.samplesPerPixel === 3 && input.channels === 3 ? 3 : 1;
  const grid = gridVoxels(asked, slices);

  const stored = voxels * pixels.samplesPerPixel * sampleBytes(pixels.sampleType);
  const source = stored + voxels * planes * FLOAT;
  const fed = grid * input.channels * FLOAT;
  // put in another order: once more as it was, and a channel in one piece
  const reordered = reordering ? source + voxels * (planes + 2) * FLOAT : 0;
  // brought to the range, resized, resampled: each whole before the next begins
  const preparing = Math.max(reordered, source + voxels * planes * FLOAT + 2 * grid * planes * FLOAT + fed);
  const [answers, labels] = outputs.reduce(
    ([all, masks], output) => {
      if (output.kind === 'mask') return [all + grid * readChannels(output), masks + output.labels.length];
      if (output.kind === 'image') return [all + grid * output.scale ** 2 * input.channels, masks];
      return [all + (output.kind === 'reconstruction' ? grid * input.channels : 0), masks];
    },
    [0, 0],
  );
  const answered = source + fed + answers * FLOAT * (1 + testTime.length);
  // probabilities on the network's grid, then on the source's; slices on the way; the mask and its parts; the files
  const decoding =
    answered +
    labels * grid * FLOAT +
    labels * voxels * FLOAT * (reordering ? 2 : 1) +
    (labels > 0 ? voxels * (2 * FLOAT + 1 + FLOAT + 2) : 0);
  // beside the input one that shows nothing, a blurred one, one on the way there and the mixture; and places by relevance
  const explaining = explain && explain !== 'activation' ? answered + 4 * fed + grid * ORDERED : 0;
  return Math.max(preparing, decoding, explaining);
}

/** Between slices, rows and columns; null: unknown. */
function spacingOf({ pixels: { spacing }, volume }: Sized) {
  if (volume) return volume.spacingMm;
  const { rowMm, columnMm } = spacing;
  return rowMm !== null && columnMm !== null ? ([1, rowMm, columnMm] as const) : null;
}

/** Voxels of the network's grid, as the preparation makes it of so many slices. */
function gridVoxels(asked: Sized, slices: number): number {
  const { reordering } = asked;
  const { input, tiling } = asked.model.manifest;
  const inOrder = (old: readonly [number, number, number]) => (reordering ? reorderedTriple(old, reordering) : old);
  const stored = spacingOf(asked);
  const spacingMm = stored && inOrder(stored);
  const { kind, size, point, resize, multiple = 1 } = input;
  const sides = kind === 'frame' ? [1, ...size] : size;
  const wanted = input.spacingMm && kind === 'frame' ? [null, ...input.spacingMm] : input.spacingMm;
  const own = inOrder([slices, point?.cropPx[0] ?? asked.pixels.rows, point?.cropPx[1] ?? asked.pixels.columns]);
  const tile = tiling ? (kind === 'frame' ? [1, ...tiling.size] : tiling.size) : [1, 1, 1];
  const made = own.map((length, axis) => {
    const fixed = sides[axis] ?? null;
    const stays = kind === 'frame' && axis === 0;
    if (fixed !== null && resize.fit !== 'none' && !stays) return fixed;
    const scale = spacingMm && wanted?.[axis] ? spacingMm[axis as 0 | 1 | 2] / (wanted[axis] as number) : 1;
    if (stays) return length;
    const least = Math.max(1, Math.round(length * scale), tile[axis] ?? 1, fixed ?? 1);
    return Math.ceil(least / multiple) * multiple;
  });
  return made.reduce((product, length) => product * length, 1);
}

/** Numbers that a network is given at once, and numbers of the picture that an enhancing one makes. */
const MOST_AT_ONCE = 2 ** 26;
const MOST_MADE = 2 ** 28;

/**
 * Refuses a picture of which more numbers would be made than any network is asked about, before one of them is: a spacing that
 * is wrong, of the picture or of the network, makes thousands of rows of a few. Errors: `image-too-large`;
 * `analysis-memory-short` for what only this machine can't bear.
 */
export function mustBeBearable(asked: Sized): void {
  const { volume } = asked;
  const { input, tiling, outputs } = asked.model.manifest;
  // slices that are looked at one by one are prepared one by one
  const slices = input.kind === 'frame' ? 1 : (volume?.slices.length ?? 1);
  const numbers = input.channels * gridVoxels(asked, slices);
  const scale = Math.max(1, ...outputs.map((output) => (output.kind === 'image' ? output.scale : 1)));
  if ((!tiling && numbers > MOST_AT_ONCE) || numbers * scale * scale > MOST_MADE)
    throw new CodedError('image-too-large');
  mustHaveRoom(memoryNeed(asked));
}

const MIB = 2 ** 20;
/** So much every machine has; asking would take longer than a small network. */
const ALWAYS_THERE = 64 * MIB;

/**
 * Refuses what this machine can't bear at the moment, before any of it is asked for. Errors: `analysis-memory-short`.
 * @param bytes that will be held at once
 * @param measure answers how many could be taken
 */
export function mustHaveRoom(bytes: number, measure = availableBytes): void {
  if (bytes <= ALWAYS_THERE) return;
  const available = measure();
  if (bytes <= available) return;
  throw new CodedError('analysis-memory-short', {
    neededMiB: Math.ceil(bytes / MIB),
    availableMiB: Math.floor(available / MIB),
  });
}
