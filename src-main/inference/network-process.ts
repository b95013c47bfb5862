import { HostedProcess, type BegunChild, type ChildProgram, type Host, type LineEnd } from '../hosting/index.ts';
import type { AnalysisOutcome, InferenceCalls, ModelOnDisk, Question, SentQuestion, StageProgress } from './calls.ts';
import { ToldModels } from './told-models.ts';

/** Longest silence of an inference process before it is ended: loading, or one run of a small network. */
const SILENCE_LIMIT_MS = 60_000;
const WATCH = { timeoutMs: SILENCE_LIMIT_MS, timeoutCode: 'model-timeout' } as const;

/** A question with the network that is to answer it. */
export type NetworkQuestion = Question & { readonly model: ModelOnDisk };

/**
 * An inference process as main sees it. It is started when it is first needed and gets its line to the reader then, again after
 * every restart.
 */
export class NetworkProcess {
  readonly #process: HostedProcess<InferenceCalls>;
  readonly #told = new ToldModels();
  readonly #connectReader: () => LineEnd;
  #threads: number;

  /**
   * @param options.threads on which its networks run
   * @param options.connectReader makes a pixel port to the reader and answers its other end
   */
  constructor(options: {
    readonly host: Host;
    readonly program: ChildProgram;
    readonly begun?: BegunChild | undefined;
    readonly threads: number;
    readonly connectReader: () => LineEnd;
    readonly onDeath?: () => void;
  }) {
    this.#threads = options.threads;
    this.#connectReader = options.connectReader;
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
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Starts the process unless it runs. */
  start(): void {
    this.#process.start();
  }

  /** Ends the process at once; whoever waits hears `code`. */
  end(code: 'model-cancelled'): void {
    this.#process.end(code);
  }

  /** Gives a process that runs a fresh line to the reader; one that does not gets its own at start. */
  reconnectReader(): void {
    if (this.#process.isRunning) this.#connect();
  }

  /** Loads a model and runs it `rounds` times on made-up pixels. */
  async load(model: ModelOnDisk, rounds: number): Promise<void> {
    await this.#process.call('load', { model, threads: this.#threads, rounds }, { timeoutMs: SILENCE_LIMIT_MS });
  }

  /** Lets networks run on so many threads from now on; `model` is loaded for that first. */
  async useThreads(threads: number, model: ModelOnDisk): Promise<void> {
    await this.#process.call('load', { model, threads, rounds: 0 }, { timeoutMs: SILENCE_LIMIT_MS });
    this.#threads = threads;
  }

  /** Wakes a network that is about to be asked, if it is a quick one that was warmed up before. */
  wake(model: ModelOnDisk): void {
    if (!this.#process.isRunning) return;
    void this.#process.call('wake', { model, threads: this.#threads }).catch(() => undefined);
  }

  /** Lets a process that runs read and prepare pictures before somebody asks about them. */
  makeReady(questions: readonly NetworkQuestion[]): void {
    if (!this.#process.isRunning || questions.length === 0) return;
    const sent = questions.map((question) => this.#sent(question));
    void this.#process.call('make-ready', { questions: sent }).catch(() => undefined);
  }

  /**
   * Asks a network.
   * @param then what will be asked next: read and prepared meanwhile
   */
  analyze(
    question: NetworkQuestion,
    progress: (progress: StageProgress) => void,
    then?: NetworkQuestion,
  ): Promise<AnalysisOutcome> {
    const input = { ...this.#sent(question), ...(then ? { then: this.#sent(then) } : {}) };
    return this.#process.call('analyze', input, { ...WATCH, progress });
  }

  /** Runs a model's self-test vector. Errors: `model-output-invalid` and those of loading. */
  selfTest(model: ModelOnDisk): Promise<InferenceCalls['self-test']['output']> {
    return this.#process.call('self-test', { model, threads: this.#threads }, WATCH);
  }

  #connect(): void {
    const port = this.#connectReader();
    // a process that dies meanwhile gets another line when it starts again
    void this.#process.call('connect', {}, { ports: [port] }).catch(() => undefined);
  }

  /** A question as it crosses; the process, which runs, was told of its model then. */
  #sent({ model, ...question }: NetworkQuestion): SentQuestion {
    this.#process.start();
    const tell = (number: number) => void this.#process.call('know', { number, model }).catch(() => undefined);
    return { threads: this.#threads, ...question, model: this.#told.numberOf(model, tell) };
  }
}
