import { availableParallelism } from 'node:os';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { READER_MEMORY_BYTES } from '../memory-limit.ts';
import { PoolWorker, TASK_LIMITS, type TaskLimits } from './pool-worker.ts';
import { TaskQueue } from './queue.ts';
import type { Priority, ReaderTasks, TaskName } from './tasks.ts';

/** What a worker that decodes something large needs beside the others; the memory cap bounds their number by it. */
const WORKER_BYTES = 128 * 2 ** 20;
const IDLE_MS = 30_000;
const MEMORY_CHECK_MS = 100;

export interface PoolOptions {
  /** The workers' program. */
  readonly workerFile: string | URL;
  /** How many threads work at the same time; one a core unless said. */
  readonly size?: number;
  readonly limits?: TaskLimits;
  /** The cap for the whole process, and how much it holds now. */
  readonly memoryBytes?: number;
  readonly usedBytes?: () => number;
  /** Called when the process holds too much: whoever keeps something that can be made again lets go of it. */
  readonly onPressure?: () => void;
}

/** A task that was handed to the pool. */
export interface PoolTask<T> {
  /** Rejects with the task's code, `codec-timeout`, `codec-corrupt` (its thread died), `reader-memory`, `frame-cancelled`. */
  readonly done: Promise<T>;
  /** Somebody more urgent waits for it too. */
  promote(priority: Priority): void;
  /** Takes it out of the queue, where it fails with `frame-cancelled`. What a worker has in hand is done to its end. */
  cancel(): void;
}

interface Entry {
  readonly name: TaskName;
  readonly input: { readonly path: string };
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  priority: Priority;
  /** The process held too much while this ran beside others: it gets one more try by itself. */
  alone: boolean;
}

/**
 * The reader's worker threads. They start when there is work for them; all but one end after half a minute without any. A
 * task that hangs or takes its thread down fails by itself and costs no other. Where the process as a whole holds too much
 * memory, the tasks in hand are started again one at a time, and the one that takes too much alone fails with
 * `reader-memory`. What the screen waits for gets one thread more when all are busy with something else.
 */
export class WorkerPool {
  readonly #workerFile: string | URL;
  readonly #size: number;
  readonly #limits: TaskLimits;
  readonly #memoryBytes: number;
  readonly #usedBytes: () => number;
  readonly #onPressure: () => void;
  readonly #queue = new TaskQueue<Entry>();
  readonly #workers = new Set<PoolWorker>();
  readonly #running = new Map<PoolWorker, Entry>();
  /** Who wants a core left. */
  #sharing = 0;
  #watch: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;
  #freeing: Promise<unknown> | undefined;

  constructor(options: PoolOptions) {
    this.#workerFile = options.workerFile;
    this.#memoryBytes = options.memoryBytes ?? READER_MEMORY_BYTES;
    const most = Math.max(1, Math.floor(this.#memoryBytes / WORKER_BYTES));
    this.#size = Math.max(1, options.size ?? Math.min(availableParallelism(), most));
    this.#limits = options.limits ?? TASK_LIMITS;
    this.#usedBytes = options.usedBytes ?? (() => process.memoryUsage.rss());
    this.#onPressure = options.onPressure ?? (() => undefined);
  }

  /** How many tasks can be in hand at the same time. */
  get size(): number {
    return this.#size;
  }

  /** Nothing runs and nothing waits. */
  get isIdle(): boolean {
    return this.#running.size === 0 && this.#queue.length === 0;
  }

  /** Starts a thread before there is work for it, where none is. */
  warm(): void {
    if (this.#workers.size === 0 && !this.#freeing) this.#newWorker();
  }

  /**
   * Leaves a core to a network until the answer is called, as the films of a batch always do: files and answers together are done
   * sooner, and the first answer soonest.
   */
  shareCores(): () => void {
    this.#sharing++;
    return () => {
      this.#sharing--;
      this.#serve();
    };
  }

  /** Hands a task to the pool. */
  run<N extends TaskName>(
    name: N,
    input: ReaderTasks[N]['input'],
    priority: Priority,
  ): PoolTask<ReaderTasks[N]['output']> {
    let entry: Entry | undefined;
    const done = new Promise<ReaderTasks[N]['output']>((resolve, reject) => {
      entry = { name, input, resolve, reject, priority, alone: false };
      this.#queue.add(entry);
      this.#serve();
    });
    return {
      done,
      promote: (higher) => {
        if (entry) this.#queue.promote(entry, higher);
        this.#serve();
      },
      cancel: () => {
        if (entry && this.#queue.remove(entry)) entry.reject(new CodedError('frame-cancelled'));
      },
    };
  }

  /** Ends all threads; what waits or runs fails with `reader-crashed`. */
  async close(): Promise<void> {
    for (const { reject } of this.#queue.takeAll()) reject(new CodedError('reader-crashed'));
    clearInterval(this.#watch);
    clearTimeout(this.#rest);
    await Promise.all([...this.#workers].map((worker) => worker.end('reader-crashed')));
  }

  /** Gives waiting tasks to workers as long as there are both. */
  #serve(): void {
    for (let next = this.#queue.first(); next && !this.#freeing; next = this.#queue.first()) {
      if (next.alone && this.#running.size > 0) return;
      if ([...this.#running.values()].some(({ alone }) => alone)) return;
      const worker = this.#workerFor(next);
      if (!worker) return;
      this.#queue.remove(next);
      void this.#runOn(worker, next);
    }
    if (this.isIdle) this.#rest ??= setTimeout(() => this.#sleep(), IDLE_MS).unref();
  }

  #workerFor({ input, priority }: Entry): PoolWorker | undefined {
    if (this.#running.size >= this.#mostFor(priority)) return undefined;
    const free = [...this.#workers].filter((worker) => !worker.isBusy);
    return free.find(({ lastFile }) => lastFile === input.path) ?? free[0] ?? this.#newWorker();
  }

  /** How many tasks may be in hand when one of this urgency begins. */
  #mostFor(priority: Priority): number {
    if (priority === 'screen') return this.#size + 1;
    return this.#sharing > 0 || priority === 'batch' ? Math.max(1, this.#size - 1) : this.#size;
  }

  #newWorker(): PoolWorker {
    const worker: PoolWorker = new PoolWorker(this.#workerFile, this.#limits, () => this.#workers.delete(worker));
    this.#workers.add(worker);
    return worker;
  }

  async #runOn(worker: PoolWorker, entry: Entry): Promise<void> {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#watch ??= setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS).unref();
    this.#running.set(worker, entry);
    worker.lastFile = entry.input.path;
    try {
      entry.resolve(await worker.run<never>(entry.name, entry.input));
    } catch (error) {
      // taken away from it to be started again: not at its end yet
      if (this.#running.get(worker) === entry) entry.reject(error);
    }
    this.#running.delete(worker);
    if (this.#running.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
    this.#serve();
  }

  #checkMemory(): void {
    if (this.#freeing || this.#usedBytes() <= this.#memoryBytes) return;
    this.#onPressure();
    const ending: Promise<void>[] = [];
    for (const worker of [...this.#workers]) {
      const entry = this.#running.get(worker);
      if (entry && !entry.alone) {
        entry.alone = true;
        this.#running.delete(worker);
        this.#queue.addAgain(entry);
      }
      ending.push(worker.end('reader-memory'));
    }
    this.#freeing = Promise.allSettled(ending).then(() => {
      this.#freeing = undefined;
      this.#serve();
    });
  }

  /** Without work for a while: one worker stays warm. */
  #sleep(): void {
    this.#rest = undefined;
    for (const worker of [...this.#workers].slice(1)) void worker.end('reader-crashed');
  }
}
