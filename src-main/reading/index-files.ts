import type { Coded } from '../../src-shared/contract/coded.ts';
import type { DescribedFile, IndexProgress, KnownFile, SettledFile } from './calls.ts';
import type { FileStamp } from './containers/file-source.ts';
import { isSame, stampOf } from './containers/located-file.ts';
import { filesUnder, type Found } from './containers/walk.ts';
import type { DescribedHeader } from './describe-file.ts';
import { MOST_IN_HAND } from './index-limits.ts';
import { WORK_HERE, type IndexWork } from './index-work.ts';
import { RunningIndex } from './running-index.ts';
import { Turns } from './turns.ts';

export interface IndexTotals {
  found: number;
  read: number;
  failed: number;
}

export interface IndexOptions {
  /** Files at the front of the walk that are done already, and how many behind them are read one by one. */
  readonly skip?: number;
  readonly careful?: number;
  readonly known?: readonly KnownFile[];
  /** By which it is stopped and made to rest; asked between files. */
  readonly running?: RunningIndex;
  /** Shared with whatever else reads or decodes in this process. */
  readonly turns?: Turns;
  readonly work?: IndexWork;
}

const FOUND_EVERY = 500;
/** A folder of some hundred files is walked through in less. */
const COUNT_AFTER_MS = 30;
const LARGEST_BATCH = 16;
/** What is hashed in one go: many small files, or one large one. */
const MOST_HASHED = 32;
const HASHED_BYTES = 4 * 2 ** 20;
/** Where too many are in hand, so many must have ended before there are new ones: whole batches of them. */
const ROOM = 128;
/** Files that end within this time are told together. */
const TELL_EVERY_MS = 30;
const MOST_TOLD = 256;

/**
 * Finds and describes all files under the roots while it walks; one bad file never stops the others, and no list of them is
 * ever made. Headers are read ahead, in batches; a file has ended when it is hashed too. Where there are many, another walk ahead
 * only counts.
 */
export async function indexFiles(
  roots: readonly string[],
  tell: (event: IndexProgress) => void,
  options: IndexOptions = {},
): Promise<IndexTotals> {
  const index = new Indexing(tell, options);
  const counting = index.countSoon(roots);
  await index.run(roots);
  await counting;
  return index.totals();
}

/** A file that was met, until it is told how it ended. */
interface Slot {
  readonly at: number;
  readonly path: string;
  readonly incidental: boolean;
  ended: SettledFile | null;
}

/** A file that was read but for its hash. */
interface Headed {
  readonly slot: Slot;
  readonly stamp: FileStamp;
}

class Indexing {
  readonly #tell: (event: IndexProgress) => void;
  readonly #options: IndexOptions;
  readonly #running: RunningIndex;
  readonly #turns: Turns;
  readonly #work: IndexWork;
  readonly #known: ReadonlyMap<string, FileStamp>;
  /** In the order of the walk. */
  readonly #slots: Slot[] = [];
  readonly #hashing: Headed[] = [];
  readonly #busy = { headers: 0, hashes: 0 };
  #batch: Slot[] = [];
  /** The first file does not wait for others; later ones go together, as every message costs as much as a header. */
  #batchSize = 1;
  #told: SettledFile[] = [];
  #lastTold = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #progressed: () => void = () => undefined;
  #over = false;
  #isWalked = false;
  #endWalk: () => void = () => undefined;
  readonly #walked = new Promise<void>((resolve) => (this.#endWalk = resolve));
  #counted = 0;
  #met = 0;
  readonly #totals = { read: 0, failed: 0 };

  constructor(tell: (event: IndexProgress) => void, options: IndexOptions) {
    this.#tell = tell;
    this.#options = options;
    this.#running = options.running ?? new RunningIndex();
    this.#turns = options.turns ?? new Turns();
    this.#work = options.work ?? WORK_HERE;
    this.#known = new Map((options.known ?? []).map(({ path, size, modifiedMs }) => [path, { size, modifiedMs }]));
  }

  /** `found` is what the counting walk saw, or this one where it has come to its end. */
  totals(): IndexTotals {
    const { read, failed } = this.#totals;
    return { found: this.#over ? this.#met : Math.max(this.#met, this.#counted), read, failed };
  }

  /** Counts what there is, so that progress has an end in sight; unless the walk itself came to its end within a moment. */
  async countSoon(roots: readonly string[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const soon = new Promise((resolve) => (timer = setTimeout(resolve, COUNT_AFTER_MS)));
    await Promise.race([soon, this.#walked]);
    clearTimeout(timer);
    if (!this.#isWalked) await this.#count(roots);
  }

  async #count(roots: readonly string[]): Promise<void> {
    let told = 0;
    for await (const found of filesUnder(roots)) {
      if (this.#isWalked || this.#running.isCancelled) return;
      if (!found.incidental) this.#counted++;
      if (this.#counted - told < FOUND_EVERY) continue;
      told = this.#counted;
      this.#tell({ kind: 'found', found: told });
    }
    if (!this.#isWalked) this.#tell({ kind: 'found', found: this.#counted });
  }

  async run(roots: readonly string[]): Promise<void> {
    const { skip = 0, careful = 0 } = this.#options;
    const running = this.#running;
    let at = 0;
    for await (const found of filesUnder(roots)) {
      if (running.isCancelled) break;
      const place = at++;
      if (!found.incidental) this.#met++;
      if (place < skip) continue;
      if (running.isPaused) await running.mayGoOn();
      if (running.isCancelled) break;
      if (place < skip + careful) await this.#alone(found, place);
      else await this.#meet(found, place);
      if (this.#slots.length < MOST_IN_HAND) continue;
      while (this.#slots.length > MOST_IN_HAND - ROOM && !running.isCancelled) await this.#progress();
    }
    if (!running.isCancelled) this.#sendBatch();
    this.#isWalked = true;
    this.#endWalk();
    if (!running.isCancelled) this.#tell({ kind: 'found', found: this.#met });
    while (this.#busy.headers + this.#busy.hashes > 0 || (this.#slots.length > 0 && !running.isCancelled))
      await this.#progress();
    this.#over = !running.isCancelled;
    this.#settle();
    this.#flush();
    this.#tell({ kind: 'found', found: this.totals().found });
  }

  async #meet(found: Found, at: number): Promise<void> {
    const slot = await this.#slotFor(found, at);
    if (slot.ended) return this.#settle();
    this.#batch.push(slot);
    if (this.#batch.length >= this.#batchSize || this.#busy.headers === 0) this.#sendBatch();
  }

  /** Reads one file from its beginning to its end while nothing else is read or decoded. */
  async #alone(found: Found, at: number): Promise<void> {
    const slot = await this.#slotFor(found, at);
    if (!slot.ended) {
      await this.#turns.alone(async () => {
        this.#tell({ kind: 'started', path: slot.path });
        const [outcome] = await this.#work.headers([slot.path]);
        const stamp = outcome && this.#take(slot, outcome);
        if (stamp) await this.#hash([{ slot, stamp }]);
      });
    }
    this.#settle();
    this.#flush();
  }

  /** A place in the row; the file has ended already where it need not be opened. */
  async #slotFor({ locator: path, fault, incidental }: Found, at: number): Promise<Slot> {
    const slot: Slot = { at, path, incidental, ended: null };
    if (fault) slot.ended = { at, path, error: fault };
    else if (await this.#isUnchanged(path)) slot.ended = { at, path, passed: 'unchanged' };
    this.#slots.push(slot);
    return slot;
  }

  async #isUnchanged(path: string): Promise<boolean> {
    const known = this.#known.get(path);
    if (!known) return false;
    const now = await stampOf(path).catch(() => null);
    return now !== null && isSame(now, known);
  }

  #sendBatch(): void {
    const slots = this.#batch;
    if (slots.length === 0) return;
    this.#batch = [];
    this.#batchSize = Math.min(4 * this.#batchSize, LARGEST_BATCH);
    this.#busy.headers++;
    void this.#turns
      .shared(() => this.#work.headers(slots.map(({ path }) => path)))
      .then((outcomes) => {
        this.#busy.headers--;
        const described: DescribedFile[] = [];
        slots.forEach((slot, i) => {
          const stamp = this.#take(slot, outcomes[i] as DescribedHeader | Coded, described);
          if (stamp) this.#hashing.push({ slot, stamp });
        });
        if (described.length > 0) this.#tell({ kind: 'described', files: described });
        this.#goOn();
      });
  }

  /**
   * Notes what a header says. The answer is the stamp of a file that is still to be hashed.
   * @param together takes the description, to be told with others; absent: it is told at once
   */
  #take(slot: Slot, outcome: DescribedHeader | Coded, together?: DescribedFile[]): FileStamp | null {
    const { at, path } = slot;
    if ('code' in outcome) {
      const isNothing = slot.incidental && outcome.code === 'not-an-image';
      slot.ended = isNothing ? { at, path, passed: 'incidental' } : { at, path, error: outcome };
      return null;
    }
    const { size, modifiedMs, description, sha256 } = outcome;
    const described = { at, path, modifiedMs, description };
    if (together) together.push(described);
    else this.#tell({ kind: 'described', files: [described] });
    if (sha256 === null) return { size, modifiedMs };
    slot.ended = { at, path, sha256 };
    return null;
  }

  async #hash(files: readonly Headed[]): Promise<void> {
    const first = this.#totals.read === 0 && files[0]?.slot === this.#slots[0];
    const outcomes = await this.#work.hashes(
      files.map(({ slot: { path }, stamp }) => ({ path, ...stamp })),
      first,
    );
    files.forEach(({ slot }, i) => {
      const { at, path } = slot;
      const outcome = outcomes[i] as string | Coded;
      slot.ended = typeof outcome === 'string' ? { at, path, sha256: outcome } : { at, path, error: outcome };
    });
  }

  /** What is hashed next; the first file of all by itself, as soon as its header is there: nothing is told before it. */
  #nextToHash(): Headed[] {
    if (this.#totals.read === 0) {
      const first = this.#hashing.findIndex(({ slot }) => slot === this.#slots[0]);
      if (first >= 0) return this.#hashing.splice(first, 1);
    }
    let [count, bytes] = [0, 0];
    for (const { stamp } of this.#hashing) {
      bytes += stamp.size;
      if (count === MOST_HASHED || (count > 0 && bytes > HASHED_BYTES)) break;
      count++;
    }
    return this.#hashing.splice(0, count);
  }

  /** After something has ended: hands out what waits, tells what can be told, wakes the walk. */
  #goOn(): void {
    if (this.#running.isPaused) void this.#running.mayGoOn().then(() => this.#goOn());
    const free = !this.#running.isCancelled && !this.#running.isPaused;
    if (free && this.#busy.headers === 0) this.#sendBatch();
    while (free && this.#busy.hashes < this.#work.parallel) {
      const next = this.#nextToHash();
      if (next.length === 0) break;
      this.#busy.hashes++;
      void this.#turns
        .shared(() => this.#hash(next))
        .then(() => {
          this.#busy.hashes--;
          this.#goOn();
        });
    }
    this.#settle();
    this.#progressed();
  }

  /** Settles when something has ended. */
  #progress(): Promise<void> {
    return new Promise((resolve) => (this.#progressed = resolve));
  }

  /** Tells the files at the front of the row that have ended. */
  #settle(): void {
    for (let slot = this.#slots[0]; slot?.ended; slot = this.#slots[0]) {
      this.#slots.shift();
      this.#told.push(slot.ended);
      if ('sha256' in slot.ended) this.#totals.read++;
      else if ('error' in slot.ended) this.#totals.failed++;
      if (slot.incidental && !('passed' in slot.ended)) this.#met++;
    }
    if (this.#told.length === 0) return;
    const wait = this.#lastTold + TELL_EVERY_MS - performance.now();
    if (wait <= 0 || this.#told.length >= MOST_TOLD) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastTold = performance.now();
    if (this.#told.length > 0) this.#tell({ kind: 'settled', files: this.#told });
    this.#told = [];
  }
}
