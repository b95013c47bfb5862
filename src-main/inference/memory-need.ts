import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { sampleBytes } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { maskChannels } from './ask-network.ts';
import type { ExplainMethod } from './calls.ts';
import { availableBytes } from './machine-memory.ts';

const FLOAT = 4;
/** Of a place while all are put in order by their relevance: its number, its place, what is shown of it, and the list before it is sorted. */
const ORDERED = 3 * FLOAT + 8;

/** What of a question tells how much memory its answer takes. */
export interface Sized {
  readonly pixels: Pick<PixelDescription, 'rows' | 'columns' | 'samplesPerPixel' | 'sampleType'>;
  readonly volume?: {
    readonly slices: readonly unknown[];
    readonly spacingMm: readonly [number, number, number] | null;
  };
  readonly explain?: ExplainMethod;
  readonly model: { readonly manifest: Pick<ModelManifest, 'input' | 'outputs' | 'tiling' | 'testTime'> };
}

/**
 * Most bytes that are held at once while a question is answered, the network's own left out: decoded frames, the picture as
 * numbers, the network's grid, its answers put together, what is made of them on the source's grid, and the changed pictures of a
 * map that asks again. Small pictures need
 * next to nothing; a volume on a fine grid more than a machine may have.
 */
export function memoryNeed({ pixels, volume, explain, model: { manifest } }: Sized): number {
  const { input, outputs, testTime = [] } = manifest;
  const slices = volume?.slices.length ?? 1;
  const voxels = slices * pixels.rows * pixels.columns;
  const planes = pixels.samplesPerPixel === 3 && input.channels === 3 ? 3 : 1;
  const grid = gridVoxels(slices, pixels, volume?.spacingMm ?? null, manifest);

  const stored = voxels * pixels.samplesPerPixel * sampleBytes(pixels.sampleType);
  const source = stored + voxels * planes * FLOAT;
  const fed = grid * input.channels * FLOAT;
  // brought to the range, resized, resampled: each whole before the next begins
  const preparing = source + voxels * planes * FLOAT + 2 * grid * planes * FLOAT + fed;
  const [answers, labels] = outputs.reduce(
    ([all, masks], output) => {
      if (output.kind === 'mask') return [all + grid * Math.max(...maskChannels(output)), masks + output.labels.length];
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
    labels * voxels * FLOAT +
    (labels > 0 ? voxels * (2 * FLOAT + 1 + FLOAT + 2) : 0);
  // beside the input one that shows nothing, a blurred one, one on the way there and the mixture; and places by relevance
  const explaining = explain && explain !== 'activation' ? answered + 4 * fed + grid * ORDERED : 0;
  return Math.max(preparing, decoding, explaining);
}

/** Voxels of the network's grid, as the preparation makes it (give or take its padding). */
function gridVoxels(
  slices: number,
  { rows, columns }: Pick<PixelDescription, 'rows' | 'columns'>,
  spacingMm: readonly [number, number, number] | null,
  { input, tiling }: Sized['model']['manifest'],
): number {
  const { kind, size, point, resize } = input;
  const sides = kind === 'frame' ? [1, ...size] : size;
  const wanted = input.spacingMm && kind === 'frame' ? [null, ...input.spacingMm] : input.spacingMm;
  const own = [slices, point?.cropPx[0] ?? rows, point?.cropPx[1] ?? columns];
  const tile = tiling ? (kind === 'frame' ? [1, ...tiling.size] : tiling.size) : [1, 1, 1];
  const made = own.map((length, axis) => {
    const fixed = sides[axis] ?? null;
    const stays = kind === 'frame' && axis === 0;
    if (fixed !== null && resize.fit !== 'none' && !stays) return fixed;
    const scale = spacingMm && wanted?.[axis] ? spacingMm[axis as 0 | 1 | 2] / (wanted[axis] as number) : 1;
    return Math.max(length * scale, tile[axis] ?? 1, stays ? 1 : (fixed ?? 1));
  });
  return made.reduce((product, length) => product * length, 1);
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
