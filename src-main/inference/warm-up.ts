import { greyTableOf } from '../../src-shared/imaging/presentation.ts';
import { prepareInput } from '../../src-shared/pixels/prepare.ts';
import type { InferenceCalls } from './calls.ts';
import { modelKey } from './model-bytes.ts';
import { syntheticInput } from './self-test.ts';
import { loadModel } from './session.ts';

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
