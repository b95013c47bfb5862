/** A network that was opened and takes memory until it is released. */
export interface Releasable {
  /** What it takes, about. */
  readonly bytes: number;
  release(): Promise<void>;
}

/** Milliseconds that a network nobody asks stays loaded, and how often that is looked at. */
const IDLE_MS = 5 * 60_000;
const LOOK_EVERY_MS = 30_000;

interface Entry<T> {
  readonly opening: Promise<T>;
  opened: T | null;
  working: number;
  lastUsed: number;
}

/**
 * Networks that are loaded, by name. One that nobody has asked for five minutes is released, and the longest idle ones at once
 * when a new one does not find room beside them; one that works never is. Whoever asks for a released one opens it again.
 */
export class OpenSessions<T extends Releasable> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #mostBytes: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param mostBytes what all of them may take together, a single one more where it must */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Names of those that are loaded or being loaded. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * Opens a network unless it is open and lets it work; it stays while it does. What opening or the work rejects with is
   * passed on; a failed opening is forgotten.
   */
  async use<R>(name: string, open: () => Promise<T>, work: (session: T) => R | Promise<R>): Promise<R> {
    const entry = this.#entries.get(name) ?? this.#open(name, open);
    entry.working += 1;
    try {
      return await work(await entry.opening);
    } finally {
      entry.working -= 1;
      entry.lastUsed = Date.now();
    }
  }

  /** Lets go of a network that no longer works as it should; the next use opens it anew. */
  async drop(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry) await this.#release(name, entry);
  }

  #open(name: string, open: () => Promise<T>): Entry<T> {
    const entry: Entry<T> = { opening: open(), opened: null, working: 0, lastUsed: Date.now() };
    this.#entries.set(name, entry);
    entry.opening.then(
      (opened) => {
        entry.opened = opened;
        this.#makeRoom(entry);
      },
      () => this.#entries.get(name) === entry && this.#entries.delete(name),
    );
    this.#timer ??= setInterval(() => this.#releaseIdle(), LOOK_EVERY_MS).unref();
    return entry;
  }

  #makeRoom(newest: Entry<T>): void {
    const idle = [...this.#entries]
      .filter(([, entry]) => entry !== newest && entry.opened && entry.working === 0)
      .sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    let bytes = [...this.#entries.values()].reduce((sum, { opened }) => sum + (opened?.bytes ?? 0), 0);
    for (const [name, entry] of idle) {
      if (bytes <= this.#mostBytes) return;
      bytes -= entry.opened?.bytes ?? 0;
      void this.#release(name, entry);
    }
  }

  #releaseIdle(): void {
    const before = Date.now() - IDLE_MS;
    for (const [name, entry] of this.#entries) {
      if (entry.opened && entry.working === 0 && entry.lastUsed < before) void this.#release(name, entry);
    }
    if (this.#entries.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #release(name: string, entry: Entry<T>): Promise<void> {
    this.#entries.delete(name);
    // what can't be released is gone anyway
    await entry.opening.then((opened) => opened.release()).catch(() => undefined);
  }
}
