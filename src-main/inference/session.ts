import { InferenceSession, Tensor, env } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from './calls.ts';
import { modelBytes, modelKey } from './model-bytes.ts';
import { checkModel, type CheckedModel } from './onnx/check-model.ts';
import { expectationOf } from './registry/expectation.ts';
import { finiteTensor, type Outputs, type PlainTensor } from './plain-tensor.ts';
import { checkShapes } from './shapes.ts';

/** A loaded network, ready to run on the CPU. */
export interface LoadedModel {
  /**
   * Runs a batch of one and answers the outputs that the manifest names. Errors: `model-output-invalid` with the output's
   * name for one that holds anything but finite numbers; `onnx-memory-limit` for an input of a size that takes too much.
   */
  run(input: PlainTensor): Promise<Outputs>;
}

interface Opened {
  readonly session: InferenceSession;
  readonly checked: CheckedModel;
}

const loaded = new Map<string, Promise<Opened>>();

/**
 * Makes a model ready to run. A file is loaded once per hash and thread count, and the bytes that were hashed are the
 * bytes that run: it is read once. Errors: `model-missing`, `model-changed` (hash), those of {@link checkModel},
 * `manifest-mismatch` (inputs or outputs are not those described), `onnx-corrupt` with the runtime's words when it refuses the
 * file, `provider-missing` when only the model's provider does.
 */
export async function loadModel(model: ModelOnDisk, threads: number): Promise<LoadedModel> {
  const { manifest, provider = 'cpu' } = model;
  const key = `${modelKey(model)}/${provider}/${threads}`;
  let opening = loaded.get(key);
  if (!opening) {
    opening = openSession(model, threads);
    loaded.set(key, opening);
    opening.catch(() => loaded.delete(key));
  }
  const { session, checked } = await opening;
  checkNames(session, manifest);
  checkShapes(session, manifest);
  const names = manifest.outputs.map(({ name }) => name);
  return {
    run: async ({ data, dims }) => {
      checked.mustFit([dims]);
      const outputs = await session.run({ [manifest.input.name]: new Tensor('float32', data, dims) }, names);
      return Object.fromEntries(names.map((name) => [name, finiteTensor(name, outputs[name])]));
    },
  };
}

/** The version of the runtime, for results. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

/**
 * Opens a session for a model whose bytes were found right: hash, then graph, then runtime, all of the same bytes. Not kept;
 * whoever opens it releases it. Errors: as {@link loadModel}.
 */
export async function openSession(model: ModelOnDisk, threads: number): Promise<Opened> {
  const { manifest, provider = 'cpu' } = model;
  const bytes = await modelBytes(model);
  const checked = checkModel(bytes, expectationOf(manifest));
  const session = await InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  }).catch((error: unknown) => {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    throw new CodedError(provider === 'cpu' ? 'onnx-corrupt' : 'provider-missing', { message });
  });
  return { session, checked };
}

function checkNames(session: InferenceSession, manifest: ModelManifest): void {
  const missing = manifest.outputs.find((output) => !session.outputNames.includes(output.name));
  if (missing) throw new CodedError('manifest-mismatch', { output: missing.name });
  if (session.inputNames.length !== 1 || session.inputNames[0] !== manifest.input.name) {
    throw new CodedError('manifest-mismatch', { input: session.inputNames.join(', ') });
  }
}
