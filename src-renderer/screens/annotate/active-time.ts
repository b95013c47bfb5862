/** After so long without a move of hand or key nobody works. */
const IDLE_MS = 30_000;
/** So much work is told at once. */
const TELL_MS = 15_000;

/** Counts the time in which somebody works on an item: while pointer or keys move, and a little after. */
export class ActiveTime {
  readonly #tell: (seconds: number) => void;
  readonly #now: () => number;
  #last: number | null = null;
  #counted = 0;

  /** @param tell gets seconds of work that were not told before */
  constructor(tell: (seconds: number) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Hand or keys moved. */
  moved(): void {
    const now = this.#now();
    if (this.#last !== null) this.#counted += Math.min(now - this.#last, IDLE_MS);
    this.#last = now;
    if (this.#counted >= TELL_MS) this.tell();
  }

  /** Tells what is left: the item is put down. */
  tell(): void {
    const seconds = this.#counted / 1000;
    this.#counted = 0;
    if (seconds > 0) this.#tell(seconds);
  }
}
