import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import type { CaseLogCalls } from './calls.ts';
import type { CallMessage, WorkerMessage, WorkerStart } from './protocol.ts';

export type {
  NewDataset,
  ProfileSecret,
  StoredItem,
  StoredLabelling,
  StoredReading,
  StoredTrace,
} from './annotation/calls.ts';
export type { CaseLogCalls, StoredCase, StoredInstance, StoredJob } from './calls.ts';

export interface CaseLogOptions {
  /** The worker's entry: an absolute path or a file URL. */
  readonly workerFile: string | URL;
  /** The SQLite driver's native file where the one beside it doesn't fit the runtime. */
  readonly nativeBinding?: string;
  /** How long a write waits for another process before it fails with `log-busy`; 5 s unless given. */
  readonly busyTimeoutMs?: number;
  /** Milliseconds after opening when the whole log is checked in the background; 10 s unless given. */
  readonly checkAfterMs?: number;
  /** After an unclean exit a log of fewer bytes is checked before it is opened; 16 MiB unless given. */
  readonly checkFirstBelow?: number;
  /**
   * Called when what can be kept changes after `open` has answered: damage found, a check ended, files swapped, a dead
   * worker reopened.
   */
  readonly onStorage?: (storage: StorageState) => void;
}

type CallName = Exclude<keyof CaseLogCalls, 'open' | 'close'>;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: CodedError) => void;
}

/**
 * The case log as main sees it: calls go to a worker thread, the only one that speaks to the database. When the worker
 * dies, every waiting call fails with `internal-error`, and the next call finds a fresh worker with the log open again.
 */
export class CaseLog {
  readonly #start: WorkerStart;
  readonly #onStorage: (storage: StorageState) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #folder: string | undefined;
  #nextId = 1;

  constructor(options: CaseLogOptions) {
    const { workerFile } = options;
    const isUrl = workerFile instanceof URL || workerFile.startsWith('file:');
    this.#start = {
      workerFile: isUrl ? fileURLToPath(workerFile) : workerFile,
      nativeBinding: options.nativeBinding,
      busyTimeoutMs: options.busyTimeoutMs ?? 5000,
      checkAfterMs: options.checkAfterMs ?? 10_000,
      checkFirstBelow: options.checkFirstBelow,
      check: null,
    };
    this.#onStorage = options.onStorage ?? (() => undefined);
  }

  /**
   * Opens or creates the log of a data folder. What is wrong with the storage is in the answer, not an error; call it
   * again to try anew, for example after `log-busy` or `disk-full`.
   */
  async open(folder: string): Promise<CaseLogCalls['open']['output']> {
    this.#worker ??= this.#startWorker();
    const opened = await this.#post<CaseLogCalls['open']['output']>('open', { folder });
    this.#folder = folder;
    return opened;
  }

  /** Makes a call; its promise resolves when what it wrote is on disk. Errors: see each call, and the storage's codes. */
  call<N extends CallName>(name: N, input: CaseLogCalls[N]['input']): Promise<CaseLogCalls[N]['output']> {
    if (!this.#worker && this.#folder !== undefined) this.#reopen(this.#folder);
    if (!this.#worker) return Promise.reject(new CodedError('internal-error', { message: 'the case log is not open' }));
    return this.#post(name, input);
  }

  /** Closes the log in order and ends the worker; calls made before are answered first. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#folder = undefined;
    if (!worker) return;
    // A worker that dies over it leaves every commit in the write-ahead log.
    await this.#post('close', {}).catch(() => undefined);
    this.#worker = undefined;
    await worker.terminate();
  }

  #reopen(folder: string): void {
    this.#worker = this.#startWorker();
    this.#post<CaseLogCalls['open']['output']>('open', { folder }).then(
      ({ storage }) => this.#onStorage(storage),
      () => undefined,
    );
  }

  #post<T>(name: string, input: unknown): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker?.postMessage({ id, name, input } satisfies CallMessage);
    });
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#start.workerFile, { workerData: this.#start });
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    // The exit that follows tells the waiting calls.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting) reject(new CodedError('internal-error', { message: 'the case log stopped' }));
    });
    return worker;
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'storage') {
      this.#onStorage(message.storage);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'done') waiting?.resolve(message.value as never);
    else waiting?.reject(new CodedError(message.error.code, message.error.details));
  }
}
