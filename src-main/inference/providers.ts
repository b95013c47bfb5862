import type { InferenceSession as Session } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ProviderName, ProviderTrial } from '../../src-shared/contract/verification.ts';

/** Order of preference, fastest first. TensorRT is never among them: it compiles for minutes and may round differently. */
const PREFERRED: readonly ProviderName[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

/** How far another provider's numbers may lie from the CPU's where a manifest does not say. */
export const USUAL_PROVIDER_TOLERANCE = 1e-3;

/**
 * Where a model runs: what was chosen for it, else the first in order of preference that gave the CPU's numbers on this
 * machine; the CPU where none did. A choice that did not agree or is not there is not kept silently: `used` then is `cpu`,
 * and the trial says why.
 */
export function providerOf(chosen: ProviderName | 'auto', trials: readonly ProviderTrial[]): ProviderName {
  const agrees = (name: ProviderName) =>
    name === 'cpu' || trials.some(({ provider, outcome }) => provider === name && outcome === 'agrees');
  if (chosen !== 'auto') return agrees(chosen) ? chosen : 'cpu';
  return PREFERRED.find(agrees) ?? 'cpu';
}

/** A provider that the runtime names, and whether what it needs lies beside the runtime. */
export interface OfferedProvider {
  readonly provider: ProviderName;
  readonly installed: boolean;
}

/**
 * What the runtime says that it was built with, in order of preference, the CPU left out: asked, never guessed.
 * @param isInstalled whether the library of a provider that does not come with the runtime is there
 */
export function offeredProviders(
  backends: readonly { readonly name: string; readonly bundled: boolean }[],
  isInstalled: (provider: ProviderName) => boolean,
): OfferedProvider[] {
  return PREFERRED.flatMap((provider) => {
    const backend = backends.find(({ name }) => name === provider);
    if (!backend || provider === 'cpu') return [];
    return [{ provider, installed: backend.bundled || isInstalled(provider) }];
  });
}

type Answers = Readonly<Record<string, ArrayLike<number>>>;

/** What a trial needs: opening a session on a provider, and running it once on the self-test input. */
export interface Trying {
  open(provider: ProviderName): Promise<Pick<Session, 'release'>>;
  run(session: Pick<Session, 'release'>): Promise<Answers>;
}

/**
 * Runs a model's self-test input on each provider and compares every output with the CPU's, number by number. A provider
 * whose libraries or device are missing throws when it is opened; that is told, and the next one is tried.
 * @param tolerance largest absolute difference with which a provider agrees
 */
export async function tryProviders(
  trying: Trying,
  providers: readonly OfferedProvider[],
  tolerance: number,
): Promise<ProviderTrial[]> {
  const trials: ProviderTrial[] = [];
  let cpu: Answers | undefined;
  for (const { provider, installed } of providers) {
    if (!installed) {
      trials.push({ provider, outcome: 'missing', largestDifference: null, runMs: null, reason: 'not installed' });
      continue;
    }
    try {
      cpu ??= await once(trying, 'cpu');
      const start = performance.now();
      const outputs = await once(trying, provider);
      const largestDifference = differenceOf(outputs, cpu);
      const agrees = largestDifference !== null && largestDifference <= tolerance;
      trials.push({
        provider,
        outcome: agrees ? 'agrees' : 'disagrees',
        largestDifference,
        runMs: performance.now() - start,
        reason: null,
      });
    } catch (error) {
      const said = error instanceof CodedError ? (error.details['message'] ?? error.code) : (error as Error).message;
      const reason = String(said).slice(0, 300);
      trials.push({ provider, outcome: 'missing', largestDifference: null, runMs: null, reason });
    }
  }
  return trials;
}

async function once(trying: Trying, provider: ProviderName): Promise<Answers> {
  const session = await trying.open(provider);
  try {
    return await trying.run(session);
  } finally {
    await session.release();
  }
}

/** Largest absolute difference between two sets of outputs; null where they differ in more than numbers. */
function differenceOf(found: Answers, wanted: Answers): number | null {
  let largest = 0;
  for (const [name, values] of Object.entries(wanted)) {
    const other = found[name];
    if (other?.length !== values.length) return null;
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs((other[i] as number) - (values[i] as number));
      if (!Number.isFinite(difference)) return null;
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}
