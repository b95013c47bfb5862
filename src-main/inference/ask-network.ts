import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOutput } from '../../src-shared/findings/model-output.ts';
import { flipped, fromTensor, newGrid, toTensor, type Grid } from '../../src-shared/pixels/grid.ts';
import { resampleSlices, resizePlane } from '../../src-shared/pixels/resample.ts';
import { cutTile, TileBlend, tilesOf, type Sides, type TileStart } from '../../src-shared/pixels/tiles.ts';
import { isListOf, rankOf, withChannel } from './output-shapes.ts';
import type { Outputs, PlainTensor } from './plain-tensor.ts';
import type { LoadedModel } from './session.ts';

type Asked = Pick<LoadedModel, 'run'>;

/** What a network said of one prepared grid. */
export interface Answer {
  /** Logits and embeddings; of a tiled grid the means over its tiles. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
  /** Masks, pictures, activations and reconstructions, raw numbers. */
  readonly grids: Readonly<Record<string, Grid>>;
}

/** Told how much of a longer run is done. */
export type Steps = (done: number, of: number) => void;

type Asking = Pick<ModelManifest, 'input' | 'outputs' | 'tiling' | 'testTime'>;

/**
 * Asks a network about a prepared grid: at once or tile by tile, and again about its mirror images where the manifest says so
 * (their answers are mirrored back). The answer to the grid itself comes first. Errors: `model-output-invalid` with the
 * output's name or shape; `image-size-unsuitable`.
 */
export async function askNetwork(network: Asked, grid: Grid, manifest: Asking, steps: Steps): Promise<Answer[]> {
  const flips = manifest.testTime ?? [];
  const tiles = manifest.tiling ? tilesOf(grid, sidesOf(manifest.tiling.size), manifest.tiling.overlap) : null;
  const of = (1 + flips.length) * (tiles?.length ?? 1);
  let done = 0;
  const step = () => steps(++done, of);
  const answers: Answer[] = [await answer(network, grid, manifest, tiles, step)];
  for (const flip of flips) {
    const { vectors, grids } = await answer(network, flipped(grid, flip), manifest, tiles, step);
    const back = Object.entries(grids).map(([name, each]): [string, Grid] => [name, flipped(each, flip)]);
    answers.push({ vectors, grids: Object.fromEntries(back) });
  }
  return answers;
}

function sidesOf(size: readonly number[]): Sides {
  return (size.length === 2 ? [1, ...size] : size) as unknown as Sides;
}

async function answer(
  network: Asked,
  grid: Grid,
  manifest: Asking,
  tiles: readonly TileStart[] | null,
  step: () => void,
): Promise<Answer> {
  if (!tiles || !manifest.tiling) {
    mustBeOfSize(grid, manifest.input);
    const outputs = await network.run(toTensor(grid, manifest.input.layout));
    step();
    const said = readAnswer(outputs, manifest);
    mustCover(said, grid, manifest.outputs);
    return said;
  }
  const side = sidesOf(manifest.tiling.size);
  const sums: Record<string, Float64Array> = {};
  const blends: Record<string, TileBlend> = {};
  for (const start of tiles) {
    const outputs = await network.run(toTensor(cutTile(grid, start, side), manifest.input.layout));
    const { vectors, grids } = readAnswer(outputs, manifest);
    for (const [name, vector] of Object.entries(vectors)) {
      const sum = (sums[name] ??= new Float64Array(vector.length));
      vector.forEach((value, i) => (sum[i] = (sum[i] as number) + value));
    }
    for (const [name, answered] of Object.entries(grids)) {
      const scale = scaleOf(name, manifest.outputs);
      const within: Sides = [side[0], side[1] * scale, side[2] * scale];
      const piece = mayBeCoarse(name, manifest) ? enlarged(answered, within) : answered;
      if (piece.slices !== within[0] || piece.rows !== within[1] || piece.columns !== within[2]) {
        throw new CodedError('model-output-invalid', { output: name, shape: shapeOf(piece) });
      }
      const scaled = (each: TileStart): TileStart => [each[0], each[1] * scale, each[2] * scale];
      blends[name] ??= new TileBlend(
        { channels: piece.channels, slices: grid.slices, rows: grid.rows * scale, columns: grid.columns * scale },
        within,
        tiles.map(scaled),
        manifest.tiling.blend ?? 'gaussian',
      );
      blends[name].add(scaled(start), piece);
    }
    step();
  }
  const means = Object.entries(sums).map(([name, sum]) => [name, Float32Array.from(sum, (v) => v / tiles.length)]);
  const wholes = Object.entries(blends).map(([name, blend]) => [name, blend.blended()]);
  return { vectors: Object.fromEntries(means), grids: Object.fromEntries(wholes) } as Answer;
}

/**
 * A picture that is not resized may be larger than a side that the manifest fixes: a network that takes any size would answer about
 * it all the same. Errors: `image-size-unsuitable`.
 */
function mustBeOfSize({ slices, rows, columns }: Grid, { size }: Pick<ModelManifest['input'], 'size'>): void {
  const sides = [slices, rows, columns].slice(-size.length);
  if (sides.every((side, i) => size[i] === null || size[i] === side)) return;
  const wanted = size.map((side, i) => side ?? (sides[i] as number));
  throw new CodedError('image-size-unsuitable', { found: sides.join(' × '), wanted: wanted.join(' × ') });
}

/** Masks may be coarser than the input; activations are, of single pictures. */
function mayBeCoarse(name: string, { outputs, input }: Asking): boolean {
  const kind = outputs.find((each) => each.name === name)?.kind;
  return kind === 'mask' || (kind === 'activation' && input.kind === 'frame');
}

/** A coarser answer on the grid of its tile, as a whole picture's is brought to the source's; any other as it is. */
function enlarged(piece: Grid, [slices, rows, columns]: Sides): Grid {
  const same = piece.slices === slices && piece.rows === rows && piece.columns === columns;
  if (same || piece.slices > slices || piece.rows > rows || piece.columns > columns) return piece;
  const out = newGrid(piece.channels, slices, rows, columns);
  const plane = piece.rows * piece.columns;
  for (let channel = 0; channel < piece.channels; channel++) {
    const given = Array.from({ length: piece.slices }, (_, slice) => {
      const at = (channel * piece.slices + slice) * plane;
      return piece.values.subarray(at, at + plane);
    });
    resampleSlices(given, slices, 'linear').forEach((values, slice) => {
      const fine = resizePlane(values, piece.rows, piece.columns, rows, columns, 'triangle-antialias');
      out.values.set(fine, (channel * slices + slice) * rows * columns);
    });
  }
  return out;
}

function scaleOf(name: string, outputs: readonly ModelOutput[]): number {
  const output = outputs.find((each) => each.name === name);
  return output?.kind === 'image' ? output.scale : 1;
}

/** A picture and a reconstruction have a place for each of the grid's. Errors: `model-output-invalid`. */
function mustCover({ grids }: Answer, grid: Grid, outputs: readonly ModelOutput[]): void {
  for (const { kind, name } of outputs) {
    const made = grids[name];
    if (!made || (kind !== 'image' && kind !== 'reconstruction')) continue;
    const scale = scaleOf(name, outputs);
    const covers =
      made.slices === grid.slices && made.rows === grid.rows * scale && made.columns === grid.columns * scale;
    if (!covers || (kind === 'reconstruction' && made.channels !== grid.channels)) {
      throw new CodedError('model-output-invalid', { output: name, shape: shapeOf(made) });
    }
  }
}

/** A run's outputs as the manifest describes them. Errors: `model-output-invalid` with the name and shape of one that is not. */
export function readAnswer(outputs: Outputs, manifest: Pick<Asking, 'input' | 'outputs'>): Answer {
  const vectors: Record<string, Float32Array> = {};
  const grids: Record<string, Grid> = {};
  for (const output of manifest.outputs) {
    const tensor = outputs[output.name];
    if (!tensor) throw new CodedError('model-output-invalid', { output: output.name });
    if (output.kind === 'logits' || output.kind === 'embedding') vectors[output.name] = vectorOf(output, tensor);
    else grids[output.name] = gridOf(output, tensor, manifest.input.layout);
  }
  return { vectors, grids };
}

function vectorOf(output: ModelOutput, { dims, data }: PlainTensor): Float32Array {
  const wanted = output.kind === 'logits' ? output.labels.length : data.length;
  if (!isListOf(dims, wanted) || data.length !== wanted || data.length === 0) throw wrongShape(output, dims);
  mustBeProbabilities(output, data);
  return data;
}

function gridOf(output: ModelOutput, { dims, data }: PlainTensor, layout: ModelManifest['input']['layout']): Grid {
  const points = output.kind === 'activation';
  // a network that reads a sequence or a volume may still point at places of one picture
  const own = points && layout === 'NCDHW' && dims.length === 4 ? 'NCHW' : layout;
  const last = layout === 'NHWC' || layout === 'NDHWC';
  let grid: Grid;
  try {
    grid = fromTensor(data, points ? dims : withChannel(dims, rankOf(layout), last), own);
  } catch {
    throw wrongShape(output, dims);
  }
  if (output.kind === 'activation' && (grid.channels !== output.labels.length || grid.slices !== 1))
    throw wrongShape(output, dims);
  if (output.kind === 'mask' && !maskChannels(output).includes(grid.channels)) throw wrongShape(output, dims);
  if (output.kind === 'mask' && output.activation === 'index') return sharesOfIndex(grid, output);
  mustBeProbabilities(output, data);
  return grid;
}

type MaskOutput = Extract<ModelOutput, { kind: 'mask' }>;

/** How far a probability may lie beyond 0 or 1: rounding, and what an enlarged picture swings beyond its ends. */
const MOST_BEYOND = 0.01;

/**
 * What is said to be a probability must be one: cut to 0 or 1, a number that is none would be shown as a certainty. Errors:
 * `model-output-invalid` with the number.
 */
function mustBeProbabilities(output: ModelOutput, data: Float32Array): void {
  if (!('activation' in output) || output.activation !== 'identity') return;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (!(value >= -MOST_BEYOND && value <= 1 + MOST_BEYOND))
      throw new CodedError('model-output-invalid', { output: output.name, value });
  }
}

/**
 * Numbers of labels as shares: a channel each for the background and the labels, 1 in that of the number and 0 elsewhere. Errors:
 * `model-output-invalid` for the number of no label.
 */
function sharesOfIndex({ slices, rows, columns, values }: Grid, { name, labels }: MaskOutput): Grid {
  const shares = newGrid(labels.length + 1, slices, rows, columns);
  for (let i = 0; i < values.length; i++) {
    const number = values[i] as number;
    if (!(Number.isInteger(number) && number >= 0 && number <= labels.length))
      throw new CodedError('model-output-invalid', { output: name, number });
    shares.values[number * values.length + i] = 1;
  }
  return shares;
}

/** Channels of a mask output once it was read: those that it has, or of numbers of labels one for each, the background's among them. */
export function readChannels(output: MaskOutput): number {
  return output.activation === 'index' ? output.labels.length + 1 : Math.max(...maskChannels(output));
}

/**
 * Channels that a mask output may have: one a label, and with `softmax` the background's before them; with `identity` nobody
 * can say by the manifest whether the background is among them; numbers of labels have one.
 */
export function maskChannels({ activation, labels }: MaskOutput): number[] {
  if (activation === 'index') return [1];
  if (activation === 'softmax') return [labels.length + 1];
  return activation === 'identity' ? [labels.length, labels.length + 1] : [labels.length];
}

function shapeOf({ channels, slices, rows, columns }: Grid): string {
  return [channels, slices, rows, columns].join(' × ');
}

function wrongShape(output: ModelOutput, dims: readonly number[]): CodedError {
  return new CodedError('model-output-invalid', { output: output.name, shape: dims.join(' × ') });
}
