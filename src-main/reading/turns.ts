const LONGEST_MS = 5000;

/**
 * Who reads and decodes in the reader at the same time: everybody together, but a file under suspicion alone. What comes
 * while it is read waits for its end.
 */
export class Turns {
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<unknown> | undefined;

  /** Runs work beside other shared work. May not be nested. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    return this.#run(work);
  }

  /**
   * Runs work when the work at hand is done, and keeps other work out until its end. Neither lasts longer than 5 seconds:
   * work may never end, and who waits for a turn is watched from outside.
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    let open: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      open = () => {
        if (this.#closed === closed) this.#closed = undefined;
        resolve();
      };
    });
    this.#closed = closed;
    await this.#othersDone();
    const timer = setTimeout(open, LONGEST_MS);
    try {
      return await this.#run(work);
    } finally {
      clearTimeout(timer);
      open();
    }
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #othersDone(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, LONGEST_MS)));
    await Promise.race([Promise.allSettled(this.#running), enough]);
    clearTimeout(timer);
  }
}
