import { createHash } from 'node:crypto';
import type { Coded } from '../../src-shared/contract/coded.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { greyPresentationOf, greyTableOf } from '../../src-shared/imaging/presentation.ts';
import { prepareFrame } from '../../src-shared/pixels/prepare-frame.ts';
import type { AnalysisOutcome, InferenceCalls, Stage } from './calls.ts';
import { decodeClassification } from './classification.ts';
import { attributeGate, blankGate } from './gates.ts';
import { loadModel, runtimeVersion } from './session.ts';

/** Where the pipeline gets its decoded frame. */
export interface FrameSource {
  frame(instanceId: InferenceCalls['analyze']['input']['instanceId'], frame: number): Promise<Frame>;
}

/**
 * Asks a network about one frame: gate → read → prepare → run → decode → check → explain. A refusal is an outcome, not an
 * error, and carries no probabilities unless the person insisted; then its warnings say so for ever. Errors: those of
 * {@link loadModel}, of the reader, and `model-output-invalid`.
 */
export async function analyzeFrame(
  input: InferenceCalls['analyze']['input'],
  source: FrameSource,
  progress: (stage: Stage) => void,
): Promise<AnalysisOutcome> {
  const { manifest } = input.model;
  const timingsMs = { read: 0, prepare: 0, load: 0, run: 0, explain: 0 };
  const timed = async <T>(stage: Stage, work: () => T | Promise<T>): Promise<T> => {
    progress(stage);
    const start = performance.now();
    const value = await work();
    timingsMs[stage] = performance.now() - start;
    return value;
  };

  const gate = attributeGate(input.gate, manifest.input);
  const frame = await timed('read', () => source.frame(input.instanceId, input.frame));
  const { prepared, blank, pixelSha256 } = await timed('prepare', () => {
    const { buffer, byteOffset, byteLength } = frame.values;
    const picture = greyTableOf(frame.values, input.pixels) ?? greyPresentationOf(frame.values, input.pixels);
    return {
      prepared: prepareFrame(picture, frame.rows, frame.columns, manifest.input),
      blank: blankGate(picture),
      pixelSha256: createHash('sha256')
        .update(new Uint8Array(buffer, byteOffset, byteLength))
        .digest('hex'),
    };
  });

  const refusal = gate.refusal ?? blank;
  const outcome = (word: ReturnType<typeof decodeClassification> | null, warnings: Coded[]): AnalysisOutcome => ({
    input: { instanceId: input.instanceId, frame: input.frame, pixelSha256 },
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    task: manifest.task,
    refusal,
    insisted: refusal !== null && word !== null,
    verdict: word?.verdict ?? 'refused',
    operatingPoint: word?.operatingPoint ?? null,
    probabilities: word?.probabilities ?? {},
    map: word?.map ?? null,
    warnings,
    timingsMs,
    provider: { name: 'cpu', threads: input.threads },
    onnxruntime: runtimeVersion(),
  });
  if (refusal && !input.insist) return outcome(null, gate.warnings);

  const network = await timed('load', () => loadModel(input.model, input.threads));
  const outputs = await timed('run', () => network.run(prepared));
  const word = await timed('explain', () => decodeClassification(outputs, manifest));
  const insisted: Coded[] = refusal ? [{ code: 'result-insisted', details: {} }] : [];
  return outcome(word, [...insisted, ...gate.warnings]);
}

/**
 * Runs the manifest's synthetic input and answers the largest absolute difference from its expected values.
 * Errors: those of {@link loadModel}; `model-output-invalid` where the difference is above the manifest's tolerance.
 */
export async function selfTest(
  input: InferenceCalls['self-test']['input'],
): Promise<InferenceCalls['self-test']['output']> {
  const { manifest } = input.model;
  const network = await loadModel(input.model, input.threads);
  const start = performance.now();
  const outputs = await network.run(syntheticInput(manifest));
  const runMs = performance.now() - start;
  let largestDifference = 0;
  for (const [name, expected] of Object.entries(manifest.selfTest.expected)) {
    const found = outputs[name]?.data;
    if (found?.length !== expected.length) throw new CodedError('model-output-invalid', { output: name });
    expected.forEach((value, index) => {
      const difference = Math.abs((found[index] as number) - value);
      // NaN must not pass: it is neither larger nor smaller
      if (!(difference <= largestDifference)) largestDifference = difference;
    });
  }
  if (!(largestDifference <= manifest.selfTest.tolerance)) {
    throw new CodedError('model-output-invalid', { difference: largestDifference });
  }
  return { largestDifference, runMs };
}

/** The manifest's self-test input, batch of one: value `i` is `amplitude * sin(step * i)`. */
export function syntheticInput(manifest: InferenceCalls['self-test']['input']['model']['manifest']): Float32Array {
  const { amplitude, step } = manifest.selfTest.generator;
  const [rows, columns] = manifest.input.size;
  return Float32Array.from(
    { length: manifest.input.channels * rows * columns },
    (_, i) => amplitude * Math.sin(step * i),
  );
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
  const samples = Uint8Array.from({ length: WARM_SIDE * WARM_SIDE }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff);
  for (let round = 0; round < rounds; round++) {
    const picture = greyTableOf(samples, WARM_PICTURE);
    if (picture) prepareFrame(picture, WARM_SIDE, WARM_SIDE, model.manifest.input);
    await network.run(syntheticInput(model.manifest));
  }
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
