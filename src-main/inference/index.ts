import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisProgress, ShelfModel } from '../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { BegunChild, ChildProgram, Host, LineEnd } from '../hosting/index.ts';
import type { InferenceCalls, ModelOnDisk } from './calls.ts';
import { CpuFallbacks } from './cpu-fallbacks.ts';
import { Examiner } from './examiner.ts';
import type { GraphReport } from './onnx/check-model.ts';
import { LongBatches } from './long-batches.ts';
import { NetworkProcess, type NetworkQuestion } from './network-process.ts';
import { physicalCores } from './physical-cores.ts';
import { AnalysisQueue, type AnalysisJob, type JobEnd, type Runner } from './queue.ts';
import { thisMachine } from './registry/machine.ts';
import type { Registry } from './registry/registry.ts';
import { keptSlices } from './volume.ts';

export type { Analysis, AnalysisJob, JobEnd } from './queue.ts';
export type { ExplainMethod, ModelOnDisk, Question, VolumeInput } from './calls.ts';
export { nameOf } from './registry/shelf-entry.ts';
export { mustBeTheSameModel, newerThan } from './same-model.ts';
export { keepPictures, PICTURE_FOLDER } from './keep-pictures.ts';
export type { MadePicture } from './made-pictures.ts';
export { keptSlices, sequenceOfStudies, volumeOfStack } from './volume.ts';

/** Processes that share a long batch, however many cores there are: each holds a runtime and the network. */
const MOST_PROCESSES = 4;

/**
 * Main's side of inference: the shelf, the queue and the processes. The first process is started when it is first
 * needed; others only where long batches are shared.
 */
export class Inference {
  /** What results name as their provider. */
  readonly provider = { name: 'cpu' as const, threads: physicalCores() };
  readonly #first: NetworkProcess;
  /** Those that help it with a long batch. */
  #others: readonly NetworkProcess[] = [];
  readonly #examiner: Examiner;
  readonly #openRegistry: () => Promise<Registry>;
  #registryOpened: Promise<Registry> | undefined;
  readonly #queue: AnalysisQueue;
  readonly #applicationVersion: string;
  readonly #newProcess: (threads: number, begun?: BegunChild) => NetworkProcess;
  readonly #long: LongBatches | null;
  readonly #fallbacks = new CpuFallbacks();

  constructor(options: {
    host: Host;
    program: ChildProgram;
    begun?: BegunChild | undefined;
    /** The program's own models. */
    modelFolder: string;
    /** Where the user's models are and go; null: nowhere. */
    userModelFolder: string | null;
    applicationVersion: string;
    /** Makes a pixel port to the reader and answers its other end. */
    connectReader: () => LineEnd;
    onDeath?: () => void;
    /** A long batch of quick questions about single films is shared among as many processes as there are cores. */
    sharesBatches?: boolean;
  }) {
    const { host, program, connectReader, onDeath } = options;
    this.#applicationVersion = options.applicationVersion;
    this.#examiner = new Examiner({ host, program, threads: this.provider.threads });
    this.#openRegistry = async () => {
      const { Registry } = await import('./registry/registry.ts');
      return new Registry({
        program: options.modelFolder,
        user: options.userModelFolder,
        examine: (model) => this.#examiner.examine(model),
        weightFiles: (model) => this.#examiner.weightFiles(model),
        machine: thisMachine(),
        version: options.applicationVersion,
      });
    };
    this.#newProcess = (threads, begun) =>
      new NetworkProcess({ host, program, begun, threads, connectReader, ...(onDeath ? { onDeath } : {}) });
    this.#first = this.#newProcess(this.provider.threads, options.begun);
    this.#queue = new AnalysisQueue(this.#runnerOf(this.#first));
    this.#long = options.sharesBatches && this.provider.threads > 1 ? new LongBatches() : null;
  }

  /** Loaded with the first use: neither a start nor the processes wait for it. */
  get #registry(): Promise<Registry> {
    return (this.#registryOpened ??= this.#openRegistry());
  }

  /** Starts the process unless it runs, so that the first analysis does not wait for it. */
  start(): void {
    this.#first.start();
  }

  /** Id of the first process while it runs. */
  get pid(): number | undefined {
    return this.#first.pid;
  }

  /**
   * Starts the process, loads a model and runs it `rounds` times on made-up pixels, so that the first analysis finds it
   * warm. What fails here is told by the analysis.
   */
  async warm(model: ModelOnDisk, rounds: number): Promise<void> {
    await this.#first.load(model, rounds);
  }

  /** Wakes a network that is about to be asked, if it is a quick one that was warmed up before. */
  wake(model: ModelOnDisk): void {
    this.#first.wake(model);
  }

  /** Lets a process that runs read and prepare pictures before somebody asks about them. */
  makeReady(questions: readonly NetworkQuestion[]): void {
    this.#first.makeReady(questions);
  }

  /** Gives the processes that run a fresh line to the reader after the reader's death; one that does not gets its own at start. */
  reconnectReader(): void {
    for (const process of [this.#first, ...this.#others]) process.reconnectReader();
  }

  /** All models of the program and of the user, with their states. */
  async models(): Promise<ShelfModel[]> {
    return (await this.#registry).list();
  }

  /**
   * A model that may run, the newest of its name or exactly the version asked for; one that was not verified on this machine
   * is verified first. Errors: `model-missing`, or why it is refused.
   */
  async model(id: string, version?: string): Promise<ModelOnDisk> {
    return (await this.#registry).ready({ id, version });
  }

  /** Checks a model and runs its self-test again; what is found is its state. `key`: as the list has it. Errors: `model-missing`. */
  async verifyModel(key: string): Promise<ShelfModel> {
    this.#fallbacks.forget();
    return (await this.#registry).verify(key);
  }

  /** Copies a folder with a model among the user's models. Errors: those of the checks, `model-installed-already`. */
  async installModel(folder: string): Promise<ShelfModel> {
    return (await this.#registry).install(folder);
  }

  /** Removes a model that the user installed. Errors: `model-missing`, `model-not-removable`, `models-unwritable`. */
  async removeModel(key: string): Promise<void> {
    return (await this.#registry).remove(key);
  }

  /** Keeps where a model shall run. Errors: `model-missing`, `provider-missing`, `provider-disagrees`, `models-unwritable`. */
  async chooseProvider(key: string, provider: ShelfModel['provider']['chosen']): Promise<ShelfModel> {
    this.#fallbacks.forget();
    return (await this.#registry).choose(key, provider);
  }

  /** A model's card (null: it has none), and what its file is made of or why that can't be said. Errors: `model-missing`. */
  async showModel(key: string): Promise<{ card: string | null; graph: GraphReport | null; refusal: Coded | null }> {
    const registry = await this.#registry;
    const card = await registry.card(key);
    try {
      return { card, graph: await this.#examiner.inspect(await registry.locate(key)), refusal: null };
    } catch (error) {
      return { card, graph: null, refusal: toCoded(error) };
    }
  }

  /** Queues a job; resolves with its end and never rejects. Runs on no more threads than there are cores. */
  analyze(job: AnalysisJob, onProgress: (progress: AnalysisProgress) => void): Promise<JobEnd> {
    const { threads } = job;
    const within = threads === undefined ? job : { ...job, threads: Math.min(threads, this.provider.threads) };
    return this.#queue.add(within, onProgress);
  }

  cancel(jobId: JobId): void {
    this.#queue.cancel(jobId);
  }

  /** Runs a model's self-test vector. Errors: `model-output-invalid` and those of loading. */
  selfTest(model: ModelOnDisk): Promise<InferenceCalls['self-test']['output']> {
    return this.#first.selfTest(model);
  }

  #runnerOf(process: NetworkProcess): Runner {
    return {
      analyze: async (job, progress, then) => {
        const start = performance.now();
        const ask = () => process.analyze(this.#questionOf(job), progress, then && this.#questionOf(then));
        const answered = await ask().catch((error: unknown) => {
          // the process lives, and its CPU is there; after a crash the queue asks again
          if (this.#fallbacks.mayAnswer(job.model, toCoded(error).code)) return ask();
          throw error;
        });
        const { onnxruntime, pictures, ...outcome } = this.#fallbacks.told(job.model, answered);
        const batch = { waiting: this.#queue.waiting, tookMs: performance.now() - start };
        // a graphics card is one, however many processes ask it
        if (answered.provider.name === 'cpu' && this.#long?.begins(job, batch)) void this.#share(job.model);
        const versions = { application: this.#applicationVersion, onnxruntime };
        const { manifestSha256 } = job.model;
        const model = { ...outcome.model, ...(manifestSha256 === undefined ? {} : { manifestSha256 }) };
        return { result: { ...withSlices(outcome, job), model, versions }, pictures };
      },
      makeReady: (job) => process.makeReady([this.#questionOf(job)]),
      end: (code) => process.end(code),
    };
  }

  #questionOf({ jobId: _job, caseId: _case, ...question }: AnalysisJob): NetworkQuestion {
    return { ...question, model: this.#fallbacks.of(question.model) };
  }

  /**
   * Starts a process for every further core. From then on each runs its network on one thread: side by side they get more done
   * than one after the other on all. A result names its threads, and a repeat runs on as many (of seventy networks none answered
   * differently by a bit on one thread and on two). Where that fails the first goes on by itself.
   */
  async #share(model: ModelOnDisk): Promise<void> {
    const others = Array.from({ length: Math.min(this.provider.threads, MOST_PROCESSES) - 1 }, () =>
      this.#newProcess(1),
    );
    this.#others = others;
    try {
      await Promise.all(others.map((process) => process.load(model, 0)));
      await this.#first.useThreads(1, model);
    } catch {
      for (const process of others) process.end('model-cancelled');
      this.#others = [];
      return;
    }
    this.#queue.shareWith(others.map((process) => this.#runnerOf(process)));
  }
}

/** An answer about a volume says which frames its slices are, where that does not go without saying. */
function withSlices<T extends Pick<AnalysisResult, 'input'>>(
  outcome: T,
  { volume: asked }: Pick<AnalysisJob, 'volume'>,
): T {
  const slices = asked && keptSlices(asked);
  const { input } = outcome;
  return slices && input.volume ? { ...outcome, input: { ...input, volume: { ...input.volume, slices } } } : outcome;
}
