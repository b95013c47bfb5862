/**
 * Shows frames in the order in which they were asked for: an answer that comes after a later frame's is dropped, and after
 * {@link LatestFrame.close} every answer is. At most two loads run at a time; of the frames asked for meanwhile only the
 * last is loaded.
 */
export class LatestFrame<K, V> {
  readonly #load: (key: K) => Promise<V>;
  readonly #show: (key: K, value: V) => void;
  readonly #fail: (key: K, reason: unknown) => void;
  #asked = 0;
  #shown = 0;
  #running = 0;
  #waiting: { key: K; ticket: number } | null = null;
  #closed = false;

  constructor(load: (key: K) => Promise<V>, show: (key: K, value: V) => void, fail: (key: K, reason: unknown) => void) {
    this.#load = load;
    this.#show = show;
    this.#fail = fail;
  }

  /** Asks for a frame. Failures of frames that nobody waits for any more are dropped, too. */
  ask(key: K): void {
    if (this.#closed) return;
    const ticket = ++this.#asked;
    if (this.#running >= 2) this.#waiting = { key, ticket };
    else void this.#run(key, ticket);
  }

  /** Nothing is shown from now on. */
  close(): void {
    this.#closed = true;
    this.#waiting = null;
  }

  async #run(key: K, ticket: number): Promise<void> {
    this.#running += 1;
    try {
      const value = await this.#load(key);
      if (!this.#closed && ticket > this.#shown) {
        this.#shown = ticket;
        this.#show(key, value);
      }
    } catch (reason) {
      if (!this.#closed && ticket === this.#asked) this.#fail(key, reason);
    } finally {
      this.#running -= 1;
      const next = this.#waiting;
      this.#waiting = null;
      if (next && !this.#closed) void this.#run(next.key, next.ticket);
    }
  }
}
