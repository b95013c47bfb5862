import { CodedError } from '../../src-shared/contract/coded.ts';
import type { IndexEvent, IndexProgress, ReaderCalls } from './calls.ts';

export interface IndexOutcome {
  readonly found: number;
  readonly read: number;
  readonly failed: number;
}

/** Deaths in a row without any file in hand, after which an index is given up. */
const MOST_IDLE_DEATHS = 3;

/**
 * Describes every file under the roots across deaths of the reader. A file that was in hand when the process died may be
 * innocent (a picture was decoded meanwhile, somebody killed the process), so it is read once more, alone; if the process
 * dies again, it failed with that code.
 *
 * @param reader.attempt one `index` call
 * @param reader.back settles when a process may be started again
 */
export async function indexAcrossDeaths(
  reader: {
    readonly attempt: (
      input: ReaderCalls['index']['input'],
      progress: (event: IndexProgress) => void,
    ) => Promise<ReaderCalls['index']['output']>;
    readonly back: (cancel: AbortSignal) => Promise<void>;
  },
  roots: string[],
  onEvent: (event: IndexEvent) => void,
  cancel: AbortSignal,
): Promise<IndexOutcome> {
  let [found, read, failed, idleDeaths] = [0, 0, 0, 0];
  let inHand: string | undefined;
  let suspect: string | undefined;
  const hear = (event: IndexProgress) => {
    if (event.kind === 'started') {
      inHand = event.path;
      return;
    }
    if (event.kind === 'found') found = event.found;
    else {
      if (event.kind === 'instance') read++;
      else failed++;
      inHand = suspect = undefined;
      idleDeaths = 0;
    }
    onEvent(event);
  };
  for (;;) {
    await reader.back(cancel);
    if (cancel.aborted) return { found, read, failed };
    try {
      const input = { roots, skip: read + failed, ...(suspect !== undefined && { suspect }) };
      const outcome = await reader.attempt(input, hear);
      return { found: outcome.found, read, failed };
    } catch (error) {
      if (cancel.aborted) return { found, read, failed };
      const code = error instanceof CodedError ? error.code : undefined;
      if (code !== 'reader-crashed' && code !== 'codec-timeout') throw error;
      if (inHand === undefined) {
        if (++idleDeaths === MOST_IDLE_DEATHS) throw error;
      } else if (inHand === suspect) {
        hear({ kind: 'failed', path: inHand, error: { code, details: {} } });
      } else {
        suspect = inHand;
      }
      inHand = undefined;
    }
  }
}
