/** An index that runs, as whoever started it stops it and lets it rest. */
export class RunningIndex {
  #cancelled = false;
  #resting: Promise<void> | undefined;
  #goOn: () => void = () => undefined;

  get isCancelled(): boolean {
    return this.#cancelled;
  }

  get isPaused(): boolean {
    return this.#resting !== undefined;
  }

  cancel(): void {
    this.#cancelled = true;
    this.pause(false);
  }

  pause(paused: boolean): void {
    if (paused && !this.#cancelled) this.#resting ??= new Promise((resolve) => (this.#goOn = resolve));
    else {
      this.#resting = undefined;
      this.#goOn();
    }
  }

  /** Settles when it may go on, or is cancelled. */
  async mayGoOn(): Promise<void> {
    while (this.#resting) await this.#resting;
  }
}
