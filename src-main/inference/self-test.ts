import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { greyTableOf } from '../../src-shared/imaging/presentation.ts';
import { prepareInput } from '../../src-shared/pixels/prepare.ts';
import type { InferenceCalls } from './calls.ts';
import { modelKey } from './model-bytes.ts';
import type { PlainTensor } from './plain-tensor.ts';
import { loadModel } from './session.ts';
import { inputDims } from './shapes.ts';

/**
 * Runs the manifest's synthetic input and answers the largest absolute difference from its expected values.
 * Errors: those of {@link loadModel}; `model-output-invalid` where the difference is above the manifest's tolerance.
 */
export async function selfTest(
  input: InferenceCalls['self-test']['input'],
): Promise<InferenceCalls['self-test']['output']> {
  const { selfTest: vector } = input.model.manifest;
  const network = await loadModel(input.model, input.threads);
  const start = performance.now();
  const outputs = await network.run(syntheticInput(input.model.manifest));
  const runMs = performance.now() - start;
  let largestDifference = 0;
  for (const [name, expected] of Object.entries(vector.expected)) {
    const found = outputs[name]?.data;
    const stride = vector.stride?.[name] ?? 1;
    if (!found || Math.ceil(found.length / stride) !== expected.length) {
      throw new CodedError('model-output-invalid', { output: name });
    }
    expected.forEach((value, index) => {
      const difference = Math.abs((found[index * stride] as number) - value);
      // NaN must not pass: it is neither larger nor smaller
      if (!(difference <= largestDifference)) largestDifference = difference;
    });
  }
  if (!(largestDifference <= vector.tolerance)) {
    throw new CodedError('model-output-invalid', { difference: largestDifference });
  }
  return { largestDifference, runMs };
}

/**
 * The manifest's self-test input, batch of one: value `i` is `amplitude * sin(step * i)`. Sides that the network leaves open are
 * the self-test's own, else a tile's.
 */
export function syntheticInput(manifest: Pick<ModelManifest, 'input' | 'tiling' | 'selfTest'>): PlainTensor {
  const { selfTest: vector, input, tiling } = manifest;
  const size = input.size.map((side, i) => side ?? vector.size?.[i] ?? tiling?.size[i] ?? null);
  const dims = inputDims({ input: { ...input, size } }).map((side) => side ?? 1);
  const { amplitude, step } = vector.generator;
  const length = dims.reduce((product, side) => product * side, 1);
  return { dims, data: Float32Array.from({ length }, (_, i) => amplitude * Math.sin(step * i)) };
}

const WARM_SIDE = 256;

/**
 * Loads a model and lets it and its preparation run on made-up pixels, so that the first film does not wait for compilers
 * and first allocations. Errors: those of {@link loadModel}.
 */
export async function warmUp(
  model: InferenceCalls['load']['input']['model'],
  threads: number,
  rounds: number,
): Promise<void> {
  const network = await loadModel(model, threads);
  const { input } = model.manifest;
  const samples = Uint8Array.from({ length: WARM_SIDE * WARM_SIDE }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff);
  for (let round = 0; round < rounds; round++) {
    const plane = greyTableOf(samples, WARM_PICTURE);
    if (plane && input.kind === 'frame' && input.channels === 1) {
      const slices = [[plane]];
      prepareInput({ slices, rows: WARM_SIDE, columns: WARM_SIDE, values: 'presentation', spacingMm: null }, input);
    }
    const start = performance.now();
    await network.run(syntheticInput(model.manifest));
    warmRunMs.set(modelKey(model), performance.now() - start);
  }
}

/** Longer runs would stand in the way of what they are for. */
const QUICK_MS = 20;
/** What the last warming run of a network took, by its key. */
const warmRunMs = new Map<string, number>();

/**
 * Lets a quick network that was warmed up before run once more on made-up pixels. A process that nobody has asked for a while has
 * its code and its threads asleep, and the run that wakes them takes twice as long; so it is done while the question is
 * still being written down. Errors: those of {@link loadModel}.
 */
export async function wakeUp(model: InferenceCalls['wake']['input']['model'], threads: number): Promise<void> {
  const before = warmRunMs.get(modelKey(model));
  if (before === undefined || before > QUICK_MS) return;
  const network = await loadModel(model, threads);
  await network.run(syntheticInput(model.manifest));
}

const WARM_PICTURE = {
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 8,
  sampleType: 'uint8',
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [],
  voiLut: null,
  padding: null,
} as const satisfies Parameters<typeof greyTableOf>[1];
