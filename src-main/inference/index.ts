import type { MessagePortMain } from 'electron';
import type { JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisProgress, ShelfModel } from '../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import { HostedProcess } from '../hosting/index.ts';
import type { InferenceCalls, ModelOnDisk, Stage } from './calls.ts';
import { physicalCores } from './physical-cores.ts';
import { AnalysisQueue, type AnalysisJob, type JobEnd } from './queue.ts';
import { Shelf } from './shelf.ts';

export type { AnalysisJob, JobEnd } from './queue.ts';
export type { ModelOnDisk } from './calls.ts';

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
  readonly #shelf: Shelf;
  readonly #queue: AnalysisQueue;
  readonly #applicationVersion: string;
  readonly #connectReader: () => MessagePortMain;

  constructor(options: {
    entry: string;
    modelFolder: string;
    applicationVersion: string;
    /** Makes a pixel port to the reader and answers its other end. */
    connectReader: () => MessagePortMain;
    onDeath?: () => void;
  }) {
    this.#applicationVersion = options.applicationVersion;
    this.#connectReader = options.connectReader;
    this.#shelf = new Shelf(options.modelFolder);
    this.#process = new HostedProcess<InferenceCalls>({
      name: 'Skiagraph inference',
      entry: options.entry,
      crashCode: 'model-crashed',
      onStart: () => this.#connect(),
      ...(options.onDeath ? { onDeath: options.onDeath } : {}),
    });
    this.#queue = new AnalysisQueue({
      analyze: (job, progress) => this.#analyze(job, progress),
      end: (code) => this.#process.end(code),
    });
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

  /** Lets a process that runs read frames before somebody asks about them. */
  readAhead(frames: InferenceCalls['read-ahead']['input']['frames']): void {
    if (this.#process.isRunning) void this.#process.call('read-ahead', { frames }).catch(() => undefined);
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

  models(): Promise<ShelfModel[]> {
    return this.#shelf.list();
  }

  /** A model that may run. Errors: `model-missing`, `model-changed`, `manifest-invalid`. */
  model(id: string): Promise<ModelOnDisk> {
    return this.#shelf.ready(id);
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

  async #analyze(job: AnalysisJob, progress: (stage: Stage) => void): Promise<AnalysisResult> {
    const { model, instanceId, frame, pixels, gate, insist } = job;
    const { onnxruntime, ...outcome } = await this.#process.call(
      'analyze',
      { model, instanceId, frame, pixels, gate, insist, threads: this.provider.threads },
      { ...this.#watch(), progress: ({ stage }) => progress(stage) },
    );
    return { ...outcome, versions: { application: this.#applicationVersion, onnxruntime } };
  }

  #watch() {
    return { timeoutMs: SILENCE_LIMIT_MS, timeoutCode: 'model-timeout' as const };
  }
}
