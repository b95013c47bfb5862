import { Worker } from 'node:worker_threads';
import { CodedError, isOpenLimit, type Code } from '../../../src-shared/contract/coded.ts';
import type { Stage, TaskMessage, WorkerMessage } from './tasks.ts';

/** How long a task may stay in a stage without a sign of life, and how long it may read headers and decode altogether. */
export interface TaskLimits {
  readonly stageMs: Readonly<Record<Stage, number>>;
  readonly wholeMs: number;
}

export const TASK_LIMITS: TaskLimits = { stageMs: { file: 20_000, header: 5_000, frame: 20_000 }, wholeMs: 120_000 };

/** JavaScript's own heap in one worker, MiB; pixels lie outside of it. */
const HEAP_MIB = 512;

interface Running {
  readonly id: number;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: CodedError) => void;
  /** When the task left the file and began to parse or decode. */
  workingSince: number | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * One worker thread with at most one task in hand, watched from outside: a task that shows no sign of life for too long
 * fails with `codec-timeout`, one in which the thread dies with `codec-corrupt` or, out of memory, `reader-memory`; where the thread
 * could load no more of its code, `files-open-limit`. The
 * thread is gone then, and `onEnd` was called.
 */
export class PoolWorker {
  readonly #worker: Worker;
  readonly #limits: TaskLimits;
  readonly #onEnd: () => void;
  #running: Running | undefined;
  #ended = false;
  #nextId = 1;
  /** What the worker looked into last, so that the same file is given to the same worker. */
  lastFile: string | undefined;

  /** @param file the worker's program; @param onEnd called once when the thread will take no more tasks */
  constructor(file: string | URL, limits: TaskLimits, onEnd: () => void) {
    this.#limits = limits;
    this.#onEnd = onEnd;
    // nothing of ours, but where compiled code is kept
    const { NODE_COMPILE_CACHE: compiled } = process.env;
    const env = compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled };
    this.#worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB }, env });
    this.#worker.unref();
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#gone(codeOfDeath(error)));
    this.#worker.on('exit', () => this.#gone('codec-corrupt'));
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Runs one task; only to be called when the worker is not busy. Rejects with a {@link CodedError}. */
  run<T>(name: TaskMessage['name'], input: unknown): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#running = {
        id,
        resolve: resolve as (value: never) => void,
        reject,
        workingSince: undefined,
        timer: undefined,
      };
      this.#worker.ref();
      this.#enter('file');
      this.#worker.postMessage({ id, name, input } satisfies TaskMessage);
    });
  }

  /** Ends the thread at once; a task in hand fails with `code`. Settles when its memory is free again. */
  async end(code: Code): Promise<void> {
    this.#gone(code);
    await this.#worker.terminate();
  }

  #gone(code: Code): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#onEnd();
    }
    this.#settle()?.reject(new CodedError(code));
  }

  #receive(message: WorkerMessage): void {
    if (this.#running?.id !== message.id) return;
    if (message.kind === 'stage') this.#enter(message.stage);
    else if (message.kind === 'done') this.#settle()?.resolve(message.value as never);
    else this.#settle()?.reject(new CodedError(message.error.code, message.error.details));
  }

  #enter(stage: Stage): void {
    const running = this.#running;
    if (!running) return;
    clearTimeout(running.timer);
    const now = performance.now();
    if (stage !== 'file') running.workingSince ??= now;
    const left = this.#limits.wholeMs - (now - (running.workingSince ?? now));
    running.timer = setTimeout(() => void this.end('codec-timeout'), Math.min(this.#limits.stageMs[stage], left));
  }

  #settle(): Running | undefined {
    const running = this.#running;
    this.#running = undefined;
    clearTimeout(running?.timer);
    if (running) this.#worker.unref();
    return running;
  }
}

/** Out of what a thread died of: nothing is said of the picture where there was no memory, or no file to be opened. */
function codeOfDeath(error: NodeJS.ErrnoException): Code {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'reader-memory';
  return isOpenLimit(error) ? 'files-open-limit' : 'codec-corrupt';
}
