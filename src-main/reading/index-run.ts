import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import type { DescribedFile, IndexEvent, IndexProgress, KnownFile, ReaderCalls } from './calls.ts';
import { MOST_IN_HAND } from './index-limits.ts';

export interface IndexOutcome {
  readonly found: number;
  readonly read: number;
  readonly failed: number;
}

/** What an index may be told and asked beside its files. */
export interface IndexWishes {
  /** Files that were read before: what is still as it was is not opened, and told to `onUnchanged`. */
  readonly known?: readonly KnownFile[];
  readonly onUnchanged?: (path: string) => void;
  /** A network is at work meanwhile: a core is left to it. */
  readonly besideNetwork?: boolean;
  /** How many files' headers have been read so far; their hashes may follow much later. */
  readonly onHeaders?: (read: number) => void;
}

/** Deaths in a row before any file was in hand, though files were read one by one, after which an index is given up. */
const MOST_IDLE_DEATHS = 3;
const DEATHS: ReadonlySet<Code | undefined> = new Set<Code>(['reader-crashed', 'reader-memory', 'codec-timeout']);

/**
 * Describes every file under the roots across deaths of the reader. Which of the many files in hand killed it, or whether
 * any did (somebody may have killed the process), nobody knows: after a death those that were in hand are read one by one,
 * each alone, and the file in hand at another death failed with that code.
 *
 * @param reader.attempt one `index` call
 * @param reader.back settles when a process may be started again
 */
export async function indexAcrossDeaths(
  reader: {
    readonly attempt: (
      input: Omit<ReaderCalls['index']['input'], 'run'>,
      progress: (event: IndexProgress) => void,
    ) => Promise<ReaderCalls['index']['output']>;
    readonly back: (cancel: AbortSignal) => Promise<void>;
  },
  roots: string[],
  onEvent: (event: IndexEvent) => void,
  cancel: AbortSignal,
  wishes: IndexWishes = {},
): Promise<IndexOutcome> {
  const heard = new HeardFiles(onEvent, wishes);
  const known = [...(wishes.known ?? [])];
  let carefulUpTo = 0;
  let idleDeaths = 0;
  for (;;) {
    await reader.back(cancel);
    if (cancel.aborted) return heard.outcome();
    const skip = heard.settled;
    try {
      const beside = wishes.besideNetwork ? { besideNetwork: true } : {};
      const input = { roots, skip, careful: Math.max(0, carefulUpTo - skip), known, ...beside };
      const { found } = await reader.attempt(input, (event) => heard.hear(event));
      return heard.outcome(found);
    } catch (error) {
      if (cancel.aborted) return heard.outcome();
      const code = error instanceof CodedError ? error.code : undefined;
      if (code === undefined || !DEATHS.has(code)) throw error;
      const culprit = heard.forgetInHand();
      const wasCareful = carefulUpTo > skip;
      if (heard.settled > skip || culprit !== null) idleDeaths = 0;
      if (culprit !== null) heard.settle({ at: heard.settled, path: culprit, error: { code, details: {} } });
      else if (wasCareful && ++idleDeaths === MOST_IDLE_DEATHS) throw error;
      else carefulUpTo = heard.settled + MOST_IN_HAND;
    }
  }
}

/** Puts together what the reader tells in pieces, and counts. */
class HeardFiles {
  readonly #onEvent: (event: IndexEvent) => void;
  readonly #wishes: IndexWishes;
  readonly #described = new Map<number, DescribedFile>();
  #inHand: string | null = null;
  #found = 0;
  #read = 0;
  #failed = 0;
  #headers = 0;
  /** How many files of the walk have ended, from its beginning. */
  settled = 0;

  constructor(onEvent: (event: IndexEvent) => void, wishes: IndexWishes) {
    this.#onEvent = onEvent;
    this.#wishes = wishes;
  }

  outcome(found = this.#found): IndexOutcome {
    return { found, read: this.#read, failed: this.#failed };
  }

  hear(event: IndexProgress): void {
    if (event.kind === 'started') this.#inHand = event.path;
    else if (event.kind === 'settled') event.files.forEach((file) => this.settle(file));
    else if (event.kind === 'described') {
      for (const file of event.files) this.#described.set(file.at, file);
      this.#headers = Math.max(this.#headers, this.#read + this.#described.size);
      this.#wishes.onHeaders?.(this.#headers);
    } else {
      this.#found = event.found;
      this.#onEvent(event);
    }
  }

  settle(file: Extract<IndexProgress, { kind: 'settled' }>['files'][number]): void {
    this.#inHand = null;
    this.settled++;
    const described = this.#described.get(file.at);
    this.#described.delete(file.at);
    if ('error' in file) {
      this.#failed++;
      this.#onEvent({ kind: 'failed', path: file.path, error: file.error });
    } else if ('passed' in file) {
      if (file.passed === 'unchanged') this.#wishes.onUnchanged?.(file.path);
    } else if (described) {
      this.#read++;
      const { path, modifiedMs, description } = described;
      const whole = { ...description, fileSha256: file.sha256 };
      if ('kind' in whole) this.#onEvent({ kind: 'document', path, modifiedMs, document: whole });
      else this.#onEvent({ kind: 'instance', path, modifiedMs, description: whole });
    }
  }

  /** After a death: what was told of files that had not ended counts no more. The file that was alone in hand, if any. */
  forgetInHand(): string | null {
    this.#described.clear();
    const inHand = this.#inHand;
    this.#inHand = null;
    return inHand;
  }
}
