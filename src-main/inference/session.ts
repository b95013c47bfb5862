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

const loaded = new Map<string, Promise<InferenceSession>>();

/**
 * Makes a model ready to run. A file is loaded once per hash and thread count, and the bytes that were hashed are the
 * bytes that run: it is read once. Errors: `model-missing`, `model-changed` (hash), `manifest-mismatch` (inputs or outputs
 * are not those described), `internal-error` with the runtime's words when it refuses the file.
 */
export async function loadModel({ file, manifest }: ModelOnDisk, threads: number): Promise<LoadedModel> {
  const key = `${manifest.file.sha256}/${threads}`;
  let opening = loaded.get(key);
  if (!opening) {
    opening = open(file, manifest, threads);
    loaded.set(key, opening);
    opening.catch(() => loaded.delete(key));
  }
  const session = await opening;
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

/** The version of the runtime, for results. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

async function open(file: string, manifest: ModelManifest, threads: number): Promise<InferenceSession> {
  const bytes = await readFile(file).catch(() => {
    throw new CodedError('model-missing', { model: manifest.id });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.file.sha256) {
    throw new CodedError('model-changed', { model: manifest.id });
  }
  return InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
}

function checkNames(session: InferenceSession, manifest: ModelManifest): void {
  const missing = manifest.outputs.find((output) => !session.outputNames.includes(output.name));
  if (missing) throw new CodedError('manifest-mismatch', { output: missing.name });
  if (session.inputNames.length !== 1 || session.inputNames[0] !== manifest.input.name) {
    throw new CodedError('manifest-mismatch', { input: session.inputNames.join(', ') });
  }
  // a dimension that the network leaves open has a name instead of a number, and takes any size
  const [input] = session.inputMetadata;
  const shape = input?.isTensor ? input.shape : [];
  const wanted = [1, manifest.input.channels, ...manifest.input.size];
  const fits =
    shape.length === wanted.length && shape.every((size, i) => typeof size !== 'number' || size === wanted[i]);
  if (!fits) throw new CodedError('manifest-mismatch', { shape: shape.join(' × ') });
}
