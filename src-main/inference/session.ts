import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor, env } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from './calls.ts';
import type { OutputTensor } from './classification.ts';

/** A loaded network, ready to run on the CPU. */
export interface LoadedModel {
  /** Runs a batch of one. `input`: values in the manifest's layout. */
  run(input: Float32Array): Promise<Record<string, OutputTensor>>;
}

const loaded = new Map<string, Promise<LoadedModel>>();

/**
 * Loads a model once per hash and thread count. The bytes that were hashed are the bytes that run: the file is read once.
 * Errors: `model-missing`, `model-changed` (hash), `manifest-mismatch` (inputs or outputs are not those described),
 * `internal-error` with the runtime's words when it refuses the file.
 */
export function loadModel(model: ModelOnDisk, threads: number): Promise<LoadedModel> {
  const key = `${model.manifest.file.sha256}/${threads}`;
  let session = loaded.get(key);
  if (!session) {
    session = open(model, threads);
    loaded.set(key, session);
    session.catch(() => loaded.delete(key));
  }
  return session;
}

/** The version of the runtime, for results. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

async function open({ file, manifest }: ModelOnDisk, threads: number): Promise<LoadedModel> {
  const bytes = await readFile(file).catch(() => {
    throw new CodedError('model-missing', { model: manifest.id });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.file.sha256) {
    throw new CodedError('model-changed', { model: manifest.id });
  }
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  checkNames(session, manifest);
  const { channels, size, name } = manifest.input;
  const dims = [1, channels, ...size];
  return {
    run: async (input) => {
      const outputs = await session.run({ [name]: new Tensor('float32', input, dims) });
      const plain: Record<string, OutputTensor> = {};
      for (const [output, tensor] of Object.entries(outputs)) {
        if (!(tensor.data instanceof Float32Array)) throw new CodedError('model-output-invalid', { output });
        plain[output] = { dims: tensor.dims, data: tensor.data };
      }
      return plain;
    },
  };
}

function checkNames(session: InferenceSession, manifest: ModelManifest): void {
  const missing = manifest.outputs.find((output) => !session.outputNames.includes(output.name));
  if (missing) throw new CodedError('manifest-mismatch', { output: missing.name });
  if (session.inputNames.length !== 1 || session.inputNames[0] !== manifest.input.name) {
    throw new CodedError('manifest-mismatch', { input: session.inputNames.join(', ') });
  }
}
