import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import type { BegunChild } from './begun-child.ts';
import type { Child, ChildProgram, Host, LineEnd } from './host.ts';
import type { CallMessage, ProcessCalls, ProgressOf, ReplyMessage } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: CodedError) => void;
  readonly progress: ((value: never) => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

export interface CallOptions<P> {
  readonly ports?: LineEnd[];
  readonly progress?: (value: P) => void;
  /** Milliseconds without an answer or progress after which the process is ended and the call fails with `timeoutCode`. */
  readonly timeoutMs?: number;
  readonly timeoutCode?: Code;
}

/**
 * A child that main starts when it is first needed, watches from outside and starts again after a death.
 * When it dies, every waiting call fails with `crashCode` (or with the code it was ended for); the next call finds a
 * fresh process. The child gets an empty environment.
 */
export class HostedProcess<C extends ProcessCalls> {
  readonly #host: Host;
  readonly #program: ChildProgram;
  readonly #crashCode: Code;
  readonly #onStart: () => void;
  readonly #onDeath: () => void;
  readonly #onStuck: () => void;
  #begun: BegunChild | undefined;
  #child: Child | undefined;
  #waiting = new Map<number, Waiting>();
  #nextId = 1;

  /**
   * @param options.program what is started on `host`
   * @param options.onStart called after every start, to hand over grants and ports
   * @param options.onDeath called once after a death that nobody asked for with {@link end}
   * @param options.begun a child of this program that was started before; the first start takes it
   * @param options.onStuck called once after the process was ended because a call's time limit had passed
   */
  constructor(options: {
    host: Host;
    program: ChildProgram;
    crashCode: Code;
    onStart?: () => void;
    onDeath?: () => void;
    onStuck?: () => void;
    begun?: BegunChild | undefined;
  }) {
    this.#host = options.host;
    this.#program = options.program;
    this.#crashCode = options.crashCode;
    this.#onStart = options.onStart ?? (() => undefined);
    this.#onDeath = options.onDeath ?? (() => undefined);
    this.#onStuck = options.onStuck ?? (() => undefined);
    this.#begun = options.begun;
  }

  /** Process id while it lives, for diagnostics and for tests that kill it. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Whether a process runs or is being started. */
  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Starts the process unless it runs, so that the first call does not wait for it. */
  start(): void {
    if (this.#child) return;
    const begun = this.#begun;
    this.#begun = undefined;
    const child = begun && !begun.ended ? begun.child : this.#host.start(this.#program);
    this.#child = child;
    child.on('message', (message: ReplyMessage) => this.#receive(message));
    child.once('exit', () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#failAll(this.#crashCode);
      this.#onDeath();
    });
    this.#onStart();
  }

  /** Calls the child; starts it where it is not running. Rejects with a {@link CodedError}. */
  call<N extends keyof C & string>(
    name: N,
    input: C[N]['input'],
    options: CallOptions<ProgressOf<C, N>> = {},
  ): Promise<C[N]['output']> {
    this.start();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { resolve, reject, progress: options.progress, timer: undefined };
      this.#waiting.set(id, waiting);
      const { timeoutMs, timeoutCode } = options;
      if (timeoutMs !== undefined) {
        waiting.timer = setTimeout(() => {
          this.end(timeoutCode ?? this.#crashCode);
          this.#onStuck();
        }, timeoutMs);
      }
      const message: CallMessage = { id, name, input };
      this.#child?.postMessage(message, options.ports ?? []);
    });
  }

  /** Ends the process at once; waiting calls fail with `code`. */
  end(code: Code): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    if (child?.pid !== undefined) {
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // already gone
      }
    }
    this.#failAll(code);
  }

  #receive(message: ReplyMessage): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === 'progress') {
      waiting.timer?.refresh();
      waiting.progress?.(message.value as never);
      return;
    }
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.kind === 'done') waiting.resolve(message.value as never);
    else waiting.reject(new CodedError(message.error.code, message.error.details));
  }

  #failAll(code: Code): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(new CodedError(code));
    }
  }
}
