import { CODES, LONGEST_DETAIL, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ProviderName, ProviderTrial, Verification } from '../../../src-shared/contract/verification.ts';

/** One self-test on one machine. */
export interface Tested {
  readonly manifestSha256: string;
  readonly machine: string;
  /** The program's version, which fixes the runtime's. */
  readonly program: string;
  readonly verification: Verification | null;
  /** Why it failed; null: it passed. */
  readonly refusal: Coded | null;
}

/** What the registry remembers. */
export interface Kept {
  readonly schema: 1;
  /** Folder in the user's models → hash of the manifest that was installed there. */
  readonly installed: Readonly<Record<string, string>>;
  readonly tested: readonly Tested[];
  /** Hash of a manifest → where that model shall run. */
  readonly chosen: Readonly<Record<string, ProviderName | 'auto'>>;
}

const MOST_TESTS = 10_000;
const MOST_TRIALS = 16;
const SHA256 = /^[0-9a-f]{64}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const PROVIDERS = {
  cpu: true,
  cuda: true,
  dml: true,
  webgpu: true,
  coreml: true,
} satisfies Record<ProviderName, true>;

const OUTCOMES = {
  agrees: true,
  disagrees: true,
  missing: true,
  crashed: true,
  'too-slow': true,
} satisfies Record<ProviderTrial['outcome'], true>;

type Fields = Partial<Record<string, unknown>>;

/**
 * What a file holds as the registry's memory; null where anything of it is not as it was written. Looked at by hand, not by a
 * schema: the first result of the command line waits for it.
 */
export function keptOf(json: unknown): Kept | null {
  if (!isObject(json) || json['schema'] !== 1) return null;
  const { installed, tested, chosen } = json;
  if (!isObject(installed) || !Object.entries(installed).every(([name, hash]) => isText(name, 200) && isHash(hash)))
    return null;
  if (!Array.isArray(tested) || tested.length > MOST_TESTS || !tested.every(isTested)) return null;
  const places = isObject(chosen) ? Object.entries(chosen) : null;
  if (!places?.every(([hash, place]) => isHash(hash) && (place === 'auto' || isProvider(place)))) return null;
  return { schema: 1, installed: installed as Kept['installed'], tested, chosen: chosen as Kept['chosen'] };
}

function isTested(value: unknown): value is Tested {
  if (!isObject(value)) return false;
  const { manifestSha256, machine, program, verification, refusal } = value;
  return (
    isHash(manifestSha256) &&
    isText(machine, 300) &&
    isText(program, 40) &&
    (verification === null || isVerification(verification)) &&
    (refusal === null || isCoded(refusal))
  );
}

function isVerification(value: unknown): value is Verification {
  if (!isObject(value)) return false;
  const { at, runtime, threads, largestDifference, runMs, providers } = value;
  return (
    typeof at === 'string' &&
    MOMENT.test(at) &&
    !Number.isNaN(Date.parse(at)) &&
    isText(runtime, 40) &&
    Number.isSafeInteger(threads) &&
    (threads as number) > 0 &&
    isSize(largestDifference) &&
    isSize(runMs) &&
    Array.isArray(providers) &&
    providers.length <= MOST_TRIALS &&
    providers.every(isTrial)
  );
}

function isTrial(value: unknown): value is ProviderTrial {
  if (!isObject(value)) return false;
  const { provider, outcome, largestDifference, runMs, cpuMs, reason } = value;
  return (
    isProvider(provider) &&
    typeof outcome === 'string' &&
    Object.hasOwn(OUTCOMES, outcome) &&
    (largestDifference === null || isSize(largestDifference)) &&
    (runMs === null || isSize(runMs)) &&
    (cpuMs === undefined || isSize(cpuMs)) &&
    (reason === null || isText(reason, 300))
  );
}

function isCoded(value: unknown): value is Coded {
  if (!isObject(value) || !(CODES as readonly unknown[]).includes(value['code']) || !isObject(value['details']))
    return false;
  return Object.values(value['details']).every((detail) => Number.isFinite(detail) || isText(detail, LONGEST_DETAIL));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value.length <= longest;
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && SHA256.test(value);
}

function isSize(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isProvider(value: unknown): value is ProviderName {
  return typeof value === 'string' && Object.hasOwn(PROVIDERS, value);
}
