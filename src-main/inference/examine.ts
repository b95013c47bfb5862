import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { listSupportedBackends, type InferenceSession } from 'onnxruntime-node';
import type { ProviderName } from '../../src-shared/contract/verification.ts';
import type { InferenceCalls, ModelOnDisk } from './calls.ts';
import { modelBytes } from './model-bytes.ts';
import { checkModel, type GraphReport } from './onnx/check-model.ts';
import { weightFilesOf } from './onnx/external-weights.ts';
import { mustTakeOtherSizes } from './other-sizes.ts';
import { USUAL_PROVIDER_TOLERANCE, offeredProviders, tryProvider } from './providers.ts';
import { expectationOf } from './registry/expectation.ts';
import { runSession } from './run-session.ts';
import { selfTest, syntheticInput } from './self-test.ts';
import { loadModel, openSession, runtimeVersion } from './session.ts';

/**
 * What a model file is made of. Errors: `model-missing`, `model-changed`, those of {@link checkModel}.
 */
export async function inspect(model: ModelOnDisk): Promise<GraphReport> {
  return checkModel(await modelBytes(model), expectationOf(model.manifest)).report;
}

/** Names of the files in which a model's weights lie. Errors: as {@link inspect}, without what only the weights tell. */
export async function weightFiles({ file, manifest }: ModelOnDisk): Promise<string[]> {
  return weightFilesOf(await modelBytes({ file, manifest }));
}

/**
 * All that must hold before a model may be used on this machine: its file is the one described, its graph is within bounds,
 * its self-test gives the expected numbers on the CPU, and it takes other sizes where its description says so. Beside it which
 * other providers the runtime offers. Errors: those of `loadModel`, `selfTest` and `mustTakeOtherSizes`.
 */
export async function examine({
  model,
  threads,
}: InferenceCalls['examine']['input']): Promise<InferenceCalls['examine']['output']> {
  const onCpu: ModelOnDisk = { ...model, provider: 'cpu' };
  const test = await selfTest({ model: onCpu, threads });
  await mustTakeOtherSizes(await loadModel(onCpu, threads), model.manifest);
  return {
    ...test,
    runtime: runtimeVersion(),
    threads,
    offered: offeredProviders(listSupportedBackends(), isInstalled),
  };
}

/** Compares another provider with the CPU, on a model that was examined. See {@link tryProvider}; never rejects. */
export function tryOn({
  model,
  threads,
  offered,
}: InferenceCalls['try-provider']['input']): Promise<InferenceCalls['try-provider']['output']> {
  const { manifest } = model;
  const input = syntheticInput(manifest);
  return tryProvider(
    {
      open: async (provider) => (await openSession({ ...model, provider }, threads)).session,
      run: async (session) => {
        const outputs = await runSession(session as InferenceSession, manifest, input);
        return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
      },
    },
    offered,
    manifest.providerTolerance ?? USUAL_PROVIDER_TOLERANCE,
  );
}

/** Libraries of providers that are fetched on purpose lie beside the runtime's own. */
function isInstalled(provider: ProviderName): boolean {
  const runtime = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = path.join(runtime, 'bin', 'napi-v6', process.platform, process.arch);
  const library =
    process.platform === 'win32' ? `onnxruntime_providers_${provider}.dll` : `libonnxruntime_providers_${provider}.so`;
  return existsSync(path.join(folder, library));
}
