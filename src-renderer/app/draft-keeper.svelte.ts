import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';

/** Longest time that something typed waits before it is sent to be kept. */
export const KEEP_WITHIN_MS = 300;
/** After a failure what was typed is tried again by itself. */
export const RETRY_AFTER_MS = 3000;

/**
 * Keeps what a person types, a report or words about a case: the newest draft goes to disk within a moment also while typing goes on, one keep at a time,
 * and a failed one is tried again until it succeeds. What is typed stays in the form whatever happens here.
 */
export class DraftKeeper<Draft extends object> {
  readonly #keep: (draft: Draft) => Promise<void>;
  #waiting: Draft | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  /** `untouched`: nothing was typed since the form opened. */
  state = $state<'untouched' | 'waiting' | 'kept' | 'failed'>('untouched');
  failure = $state.raw<Coded | null>(null);

  constructor(keep: (draft: Draft) => Promise<void>) {
    this.#keep = keep;
  }

  /** Something changed; `draft` is all of it. */
  changed(draft: Draft): void {
    this.#waiting = draft;
    if (this.state !== 'failed') this.state = 'waiting';
    this.#timer ??= setTimeout(() => void this.flush(), KEEP_WITHIN_MS);
  }

  /** Keeps at once what waits. True when nothing waits any more. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    if (this.#waiting) {
      this.#running = this.#once(this.#waiting);
      await this.#running;
      this.#running = undefined;
    }
    return this.#waiting === undefined;
  }

  /** Forgets what waits: the draft became something that is signed or given. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
    this.state = 'untouched';
    this.failure = null;
  }

  async #once(draft: Draft): Promise<void> {
    try {
      await this.#keep(draft);
      this.failure = null;
      if (this.#waiting === draft) {
        this.#waiting = undefined;
        this.state = 'kept';
      }
    } catch (thrown) {
      this.failure = toCoded(thrown);
      this.state = 'failed';
      this.#timer ??= setTimeout(() => void this.flush(), RETRY_AFTER_MS);
    }
  }
}
