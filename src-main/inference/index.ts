import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisProgress, ShelfModel } from '../../src-shared/contract/records.ts';
import { HostedProcess, type BegunChild, type ChildProgram, type Host, type LineEnd } from '../hosting/index.ts';
import type { InferenceCalls, ModelOnDisk, Question, SentQuestion, StageProgress } from './calls.ts';
import { Examiner } from './examiner.ts';
import type { GraphReport } from './onnx/check-model.ts';
import { physicalCores } from './physical-cores.ts';
import { AnalysisQueue, type Analysis, type AnalysisJob, type JobEnd } from './queue.ts';
import { thisMachine } from './registry/machine.ts';
import type { Registry } from './registry/registry.ts';
import { ToldModels } from './told-models.ts';

export type { Analysis, AnalysisJob, JobEnd } from './queue.ts';
export type { ExplainMethod, ModelOnDisk, Question, VolumeInput } from './calls.ts';
export { newerThan } from './same-model.ts';
export { keepPictures, PICTURE_FOLDER } from './keep-pictures.ts';
export type { MadePicture } from './made-pictures.ts';
export { volumeOfInstance, volumeOfStack } from './volume.ts';

/** Longest silence of the inference process before it is ended: loading, or one run of a small network. */
const SILENCE_LIMIT_MS = 60_000;

/**
 * Main's side of inference: the shelf, the queue and the watch over the process. The process is started when it is first
 * needed and gets its line to the reader from `connectReader`, again after every restart.
 */
export class Inference {
  /** What results name as their provider. */
  readonly provider = { name: 'cpu' as const, threads: physicalCores() };
  readonly #process: HostedProcess<InferenceCalls>;
  readonly #told = new ToldModels();
  readonly #examiner: Examiner;
  readonly #openRegistry: () => Promise<Registry>;
  #registryOpened: Promise<Registry> | undefined;
  readonly #queue: AnalysisQueue;
  readonly #applicationVersion: string;
  readonly #connectReader: () => LineEnd;

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
  }) {
    this.#applicationVersion = options.applicationVersion;
    this.#connectReader = options.connectReader;
    this.#examiner = new Examiner({ host: options.host, program: options.program, threads: this.provider.threads });
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
    this.#process = new HostedProcess<InferenceCalls>({
      host: options.host,
      program: options.program,
      begun: options.begun,
      crashCode: 'model-crashed',
      onStart: () => {
        this.#told.forget();
        this.#connect();
      },
      ...(options.onDeath ? { onDeath: options.onDeath } : {}),
    });
    this.#queue = new AnalysisQueue({
      analyze: (job, progress) => this.#analyze(job, progress),
      end: (code) => this.#process.end(code),
    });
  }

  /** Loaded with the first use: neither a start nor the processes wait for it. */
  get #registry(): Promise<Registry> {
    return (this.#registryOpened ??= this.#openRegistry());
  }

  /** Starts the process unless it runs, so that the first analysis does not wait for it. */
  start(): void {
    this.#process.start();
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Starts the process, loads a model and runs it `rounds` times on made-up pixels, so that the first analysis finds it
   * warm. What fails here is told by the analysis.
   */
  async warm(model: ModelOnDisk, rounds: number): Promise<void> {
    const { threads } = this.provider;
    await this.#process.call('load', { model, threads, rounds }, { timeoutMs: SILENCE_LIMIT_MS });
  }

  /** Wakes a network that is about to be asked, if it is a quick one that was warmed up before. */
  wake(model: ModelOnDisk): void {
    if (!this.#process.isRunning) return;
    void this.#process.call('wake', { model, threads: this.provider.threads }).catch(() => undefined);
  }

  /** Lets a process that runs read and prepare pictures before somebody asks about them. */
  makeReady(questions: readonly (Question & { model: ModelOnDisk })[]): void {
    if (!this.#process.isRunning || questions.length === 0) return;
    const sent = questions.map((question) => this.#sent(question));
    void this.#process.call('make-ready', { questions: sent }).catch(() => undefined);
  }

  /** Gives the process a fresh line to the reader after the reader's death; one that does not run gets its own at start. */
  reconnectReader(): void {
    if (this.#process.isRunning) this.#connect();
  }

  #connect(): void {
    const port = this.#connectReader();
    // a process that dies meanwhile gets another line when it starts again
    void this.#process.call('connect', {}, { ports: [port] }).catch(() => undefined);
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
    return (await this.#registry).verify(key);
  }

  /** Copies a folder with a model among the user's models. Errors: those of the checks, `model-installed-already`. */
  async installModel(folder: string): Promise<ShelfModel> {
    return (await this.#registry).install(folder);
  }

  /** Removes a model that the user installed. Errors: `model-missing`, `model-not-removable`, `output-unwritable`. */
  async removeModel(key: string): Promise<void> {
    return (await this.#registry).remove(key);
  }

  /** Keeps where a model shall run. Errors: `model-missing`, `provider-missing`, `provider-disagrees`, `output-unwritable`. */
  async chooseProvider(key: string, provider: ShelfModel['provider']['chosen']): Promise<ShelfModel> {
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

  /** Queues a job; resolves with its end and never rejects. */
  analyze(job: AnalysisJob, onProgress: (progress: AnalysisProgress) => void): Promise<JobEnd> {
    return this.#queue.add(job, onProgress);
  }

  cancel(jobId: JobId): void {
    this.#queue.cancel(jobId);
  }

  /** Runs a model's self-test vector. Errors: `model-output-invalid` and those of loading. */
  selfTest(model: ModelOnDisk): Promise<InferenceCalls['self-test']['output']> {
    return this.#process.call('self-test', { model, threads: this.provider.threads }, this.#watch());
  }

  async #analyze(job: AnalysisJob, progress: (progress: StageProgress) => void): Promise<Analysis> {
    const { jobId: _job, caseId: _case, ...question } = job;
    const { onnxruntime, pictures, ...outcome } = await this.#process.call('analyze', this.#sent(question), {
      ...this.#watch(),
      progress,
    });
    return { result: { ...outcome, versions: { application: this.#applicationVersion, onnxruntime } }, pictures };
  }

  /** A question as it crosses; the process, which runs, was told of its model then. */
  #sent({ model, ...question }: Question & { model: ModelOnDisk }): SentQuestion {
    this.#process.start();
    const tell = (number: number) => void this.#process.call('know', { number, model }).catch(() => undefined);
    return { ...question, model: this.#told.numberOf(model, tell), threads: this.provider.threads };
  }

  #watch() {
    return { timeoutMs: SILENCE_LIMIT_MS, timeoutCode: 'model-timeout' as const };
  }
}
