const MINUTE_MS = 60_000;
const MOST_RESTARTS = 5;
const PAUSE_MS = 30_000;

/** Lets a process be started again five times a minute; after one death more there is a pause of half a minute. */
export class RestartLimit {
  #deaths: number[] = [];
  #pause: Promise<void> | undefined;

  /** Whether nothing may be started now. */
  get isPausing(): boolean {
    return this.#pause !== undefined;
  }

  /** The process died, or was ended as stuck. */
  died(): void {
    const now = performance.now();
    this.#deaths = this.#deaths.filter((at) => now - at < MINUTE_MS);
    this.#deaths.push(now);
    if (this.#deaths.length <= MOST_RESTARTS || this.#pause) return;
    this.#deaths = [];
    this.#pause = new Promise((resolve) => {
      setTimeout(() => {
        this.#pause = undefined;
        resolve();
      }, PAUSE_MS);
    });
  }

  /** Settles when there is no pause, or nobody waits for its end any more. */
  async over(cancel?: AbortSignal): Promise<void> {
    if (!this.#pause || cancel?.aborted) return;
    const cancelled = new Promise((resolve) => cancel?.addEventListener('abort', resolve, { once: true }));
    await Promise.race([this.#pause, cancelled]);
  }
}
