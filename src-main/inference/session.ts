import { InferenceSession, env } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ProviderName } from '../../src-shared/contract/verification.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from './calls.ts';
import { witnessed } from './cpu-witness.ts';
import { memoryBytes } from './machine-memory.ts';
import { modelBytes, modelKey } from './model-bytes.ts';
import { checkModel, type CheckedModel } from './onnx/check-model.ts';
import { OpenSessions, type Releasable } from './open-sessions.ts';
import type { Outputs, PlainTensor } from './plain-tensor.ts';
import { expectationOf } from './registry/expectation.ts';
import { runSession } from './run-session.ts';
import { checkShapes } from './shapes.ts';

/** What the runtime thinks of a file that it takes is nobody's business, and it would say so in its own words and colours. */
env.logLevel = 'error';

/** A loaded network, ready to run. */
export interface LoadedModel {
  /** What one run on an input of the usual size takes: as its manifest says, else about as much as its graph. */
  readonly runBytes: number;
  /**
   * Runs a batch of one and answers the outputs that the manifest names. Errors: `model-output-invalid` with the output's
   * name for one that holds anything but finite numbers; `onnx-memory-limit` for an input of a size that takes too much;
   * where the runtime breaks off `provider-lost`, `analysis-memory-short` or `model-run-failed`; `provider-disagrees` where another
   * provider's numbers are not the CPU's.
   */
  run(input: PlainTensor): Promise<Outputs>;
}

interface Opened {
  readonly session: InferenceSession;
  readonly checked: CheckedModel;
}

/** Of another provider than the CPU also the sizes of inputs on which it was found to agree with the CPU. */
type Kept = Opened & Releasable & { readonly agreed: Set<string> };

/**
 * Between two runs the runtime's threads would spin for some milliseconds in wait of the next, each on a core of its own, and
 * keep whoever reads, prepares and writes from it. During a run they spin as before.
 */
const RESTING_THREADS = { session: { force_spinning_stop: '1' } };

/**
 * The runtime takes memory from a store of its own, which it never gives back and cuts into pieces that the next value may not fit
 * into: a network bounded by 3.1 GiB took 5.6, and held them until it was let go of. What takes more than this is taken from
 * the system instead, which costs large values no time that could be measured.
 */
const MOST_KEPT_BYTES = 256 * 2 ** 20;

/** Networks stay loaded as long as they take no more than a quarter of the machine's memory together. */
const sessions = new OpenSessions<Kept>(memoryBytes() / 4);

/**
 * Makes a model ready to run. A file is loaded once per hash and thread count, and the bytes that were hashed are the
 * bytes that run: it is read once, and again only after it was released because nobody asked. Errors: `model-missing`,
 * `model-changed` (hash), those of {@link checkModel}, `manifest-mismatch` (inputs or outputs are not those described),
 * `onnx-not-implemented` for an operation that the runtime has not for these numbers, `onnx-corrupt` with its words when it refuses the
 * file otherwise, `provider-missing` when only the model's provider does.
 */
export async function loadModel(model: ModelOnDisk, threads: number): Promise<LoadedModel> {
  const { manifest, provider = 'cpu' } = model;
  const { key, open } = openingOf(model, threads);
  const bound = await sessions.use(key, open, ({ session, checked }) => {
    checkNames(session, manifest);
    checkShapes(session, manifest);
    return heldAtOnce(checked);
  });
  return {
    runBytes: manifest.memoryBytes ?? bound,
    run: (input) =>
      sessions.use(key, open, async ({ session, checked, agreed }) => {
        checked.mustFit([input.dims]);
        try {
          const answering = runSession(session, manifest, input);
          return provider === 'cpu'
            ? await answering
            : await witnessed(answering, { agreed, provider, manifest, input }, () => onCpu(model, threads, input));
        } catch (error) {
          if (error instanceof CodedError) throw error;
          // a device that is gone stays gone for this session; a fresh one may find it again
          void sessions.drop(key);
          throw brokeOff(error, provider);
        }
      }),
  };
}

/** What one run takes, its answers as they are handed on among it. */
function heldAtOnce({ report: { runBytes, answeredBytes } }: CheckedModel): number {
  return runBytes + answeredBytes;
}

function openingOf(model: ModelOnDisk, threads: number): { key: string; open: () => Promise<Kept> } {
  return {
    key: `${modelKey(model)}/${model.provider ?? 'cpu'}/${threads}`,
    open: async () => {
      const opened = await openSession(model, threads);
      const bytes = opened.checked.report.fixedBytes + heldAtOnce(opened.checked);
      return { ...opened, bytes, release: () => opened.session.release(), agreed: new Set() };
    },
  };
}

function onCpu(model: ModelOnDisk, threads: number, input: PlainTensor): Promise<Outputs> {
  const { key, open } = openingOf({ ...model, provider: 'cpu' }, threads);
  return sessions.use(key, open, ({ session }) => runSession(session, model.manifest, input));
}

/** What the runtime says when it breaks off in the middle of a run. */
function brokeOff(error: unknown, provider: ProviderName): CodedError {
  const message = wordsOf(error);
  if (provider !== 'cpu') return new CodedError('provider-lost', { provider, message });
  const short = /bad_alloc|failed to allocate|out of memory/i.test(message);
  return new CodedError(short ? 'analysis-memory-short' : 'model-run-failed', { message });
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
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
    enableCpuMemArena: heldAtOnce(checked) <= MOST_KEPT_BYTES,
    logSeverityLevel: 3,
    extra: RESTING_THREADS,
  }).catch((error: unknown) => {
    if (provider !== 'cpu') throw new CodedError('provider-missing', { message: wordsOf(error) });
    throw notTaken(wordsOf(error));
  });
  return { session, checked };
}

/** What the runtime says of a file that it does not take: whether an operation is not there for its type of numbers, or it is wrong. */
function notTaken(message: string): CodedError {
  const [, op] = /implementation for ([\w.]+)\(\d+\) node/.exec(message) ?? [];
  return op === undefined
    ? new CodedError('onnx-corrupt', { message })
    : new CodedError('onnx-not-implemented', { op });
}

function checkNames(session: InferenceSession, manifest: ModelManifest): void {
  const missing = manifest.outputs.find((output) => !session.outputNames.includes(output.name));
  if (missing) throw new CodedError('manifest-mismatch', { output: missing.name });
  if (session.inputNames.length !== 1 || session.inputNames[0] !== manifest.input.name) {
    throw new CodedError('manifest-mismatch', { input: session.inputNames.join(', ') });
  }
}
