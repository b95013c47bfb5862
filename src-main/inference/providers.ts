import type { InferenceSession as Session } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { Outputs } from './plain-tensor.ts';
import type { ProviderName, ProviderTrial } from '../../src-shared/contract/verification.ts';

/** Order of preference, fastest first. TensorRT is never among them: it compiles for minutes and may round differently. */
const PREFERRED: readonly ProviderName[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

/** How far another provider's numbers may lie from the CPU's where a manifest does not say. */
export const USUAL_PROVIDER_TOLERANCE = 1e-3;

/**
 * Where a model runs: what was chosen for it, else what gave the CPU's numbers on this machine in the least time, the CPU itself
 * among them: a software device, or a network too small to be worth the way to a graphics card, agrees and takes longer. A choice
 * that did not agree or is not there is not kept silently: `used` then is `cpu`, and the trial says why.
 */
export function providerOf(chosen: ProviderName | 'auto', trials: readonly ProviderTrial[]): ProviderName {
  const agreeing = PREFERRED.flatMap((name) =>
    trials.filter(({ provider, outcome }) => provider === name && outcome === 'agrees'),
  );
  if (chosen !== 'auto') return agreeing.some(({ provider }) => provider === chosen) ? chosen : 'cpu';
  const quicker = agreeing.filter(({ runMs, cpuMs }) => runMs !== null && cpuMs !== undefined && runMs < cpuMs);
  return quicker.sort((a, b) => (a.runMs as number) - (b.runMs as number))[0]?.provider ?? 'cpu';
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

/** What a trial needs: opening a session on a provider, and running it on the self-test input. */
export interface Trying {
  open(provider: ProviderName): Promise<Pick<Session, 'release'>>;
  run(session: Pick<Session, 'release'>): Promise<Answers>;
}

/**
 * Runs a model's self-test input on a provider and compares every output with the CPU's, number by number. Each runs twice: the
 * first run compiles, the second is timed. A provider whose libraries or device are missing throws when it is opened; that is told.
 * @param tolerance largest absolute difference with which a provider agrees
 */
export async function tryProvider(
  trying: Trying,
  { provider, installed }: OfferedProvider,
  tolerance: number,
): Promise<ProviderTrial> {
  if (!installed) return untried(provider, 'missing', 'not installed');
  try {
    const cpu = await twice(trying, 'cpu');
    const other = await twice(trying, provider);
    const largestDifference = differenceOf(other.answers, cpu.answers);
    const agrees = largestDifference !== null && largestDifference <= tolerance;
    const { runMs } = other;
    return {
      provider,
      outcome: agrees ? 'agrees' : 'disagrees',
      largestDifference,
      runMs,
      cpuMs: cpu.runMs,
      reason: null,
    };
  } catch (error) {
    const said = error instanceof CodedError ? (error.details['message'] ?? error.code) : (error as Error).message;
    return untried(provider, 'missing', String(said).slice(0, 300));
  }
}

/** A provider that gave no numbers, and why. */
export function untried(
  provider: ProviderName,
  outcome: 'missing' | 'crashed' | 'too-slow',
  reason: string | null,
): ProviderTrial {
  return { provider, outcome, largestDifference: null, runMs: null, reason };
}

async function twice(trying: Trying, provider: ProviderName): Promise<{ answers: Answers; runMs: number }> {
  const session = await trying.open(provider);
  try {
    const answers = await trying.run(session);
    const start = performance.now();
    await trying.run(session);
    return { answers, runMs: performance.now() - start };
  } finally {
    await session.release();
  }
}

/**
 * Whether a provider's answer about a picture is the CPU's, number by number.
 * @param tolerance for outputs of up to 1; of larger ones in proportion to the largest
 */
export function agrees(found: Outputs, wanted: Outputs, tolerance: number): boolean {
  const valuesOf = (outputs: Outputs) =>
    Object.fromEntries(Object.entries(outputs).map(([name, { data }]): [string, Float32Array] => [name, data]));
  return Object.entries(valuesOf(wanted)).every(([name, values]) => {
    let largest = 1;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    const difference = differenceOf(valuesOf(found), { [name]: values });
    return difference !== null && difference <= tolerance * largest;
  });
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
