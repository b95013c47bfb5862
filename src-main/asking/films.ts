import type { Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { IndexEvent, Reader } from '../reading/index.ts';

/** A readable file of the command line, granted to the reader under a number of this run. */
export interface Film {
  readonly id: InstanceId;
  readonly path: string;
  readonly modifiedMs: number;
  readonly description: InstanceDescription;
}

export interface FilmListener {
  readonly film: (film: Film) => Promise<void>;
  /** Told once of each film that comes soon, while another one is in hand. */
  readonly next?: (film: Film) => void;
  /** A DICOM object without pixels, e.g. a report. */
  readonly document: (path: string, document: DocumentDescription) => void;
  readonly failed: (path: string, error: Coded) => void;
  /** Told after each file: how many are done of those found so far. */
  readonly progress: (done: number, found: number) => void;
}

/**
 * Reads paths and hands over each file as it comes: pictures granted and numbered, objects without
 * pixels described, the others with their code.
 * Resolves with the counts when all was seen, or soon after `signal` is aborted; what had not begun by then is left, and only
 * what had been met by then counts as found.
 *
 * @param options.nextId numbers by which the reader knows the pictures, each given once; absent: 1, 2, 3 …
 * @param options.ahead of how many films after the one in hand `next` is told; absent: one
 * @param options.besideNetwork a network is asked about the films meanwhile: a core is left to it
 * @param options.after what must be settled before anything is handed over, though reading begins at once; where it rejects,
 *   reading ends and the reason is passed on
 */
export async function eachFilm(
  reader: Pick<Reader, 'index' | 'grant'>,
  paths: string[],
  signal: AbortSignal,
  on: FilmListener,
  {
    nextId,
    after,
    ahead = 1,
    besideNetwork = false,
  }: {
    readonly nextId?: () => InstanceId;
    readonly after?: Promise<unknown>;
    readonly ahead?: number;
    readonly besideNetwork?: boolean;
  } = {},
): Promise<{ found: number; read: number; documents: number; failed: number }> {
  let [found, read, documents, failed, done] = [0, 0, 0, 0, 0];
  // Worked on one after the other in the order of reading, while reading goes on.
  let work: Promise<void> = Promise.resolve(after).then(() => undefined);
  const waiting: Film[] = [];
  /** How many of those that wait were told of. */
  let told = 0;
  let inHand = false;
  const grant = ({ id, path, description }: Film) => reader.grant([{ id, path, fileSha256: description.fileSha256 }]);
  const tellAhead = () => {
    for (; inHand && !signal.aborted && told < Math.min(ahead, waiting.length); told++)
      on.next?.(waiting[told] as Film);
  };
  const next = (step: () => Promise<void> | void) => {
    work = work.then(async () => {
      if (signal.aborted) return;
      await step();
      done += 1;
      on.progress(done, found);
    });
    // told at the end; until then it is nobody's failure
    work.catch(() => undefined);
  };
  const hear = (event: IndexEvent) => {
    if (event.kind === 'found') found = event.found;
    else if (event.kind === 'failed') {
      failed += 1;
      next(() => on.failed(event.path, event.error));
    } else if (event.kind === 'document') {
      documents += 1;
      next(() => on.document(event.path, event.document));
    } else {
      read += 1;
      const { path, modifiedMs, description } = event;
      const film: Film = { id: nextId?.() ?? (read as InstanceId), path, modifiedMs, description };
      // those that are told of together are granted together
      const granted = grant(film);
      waiting.push(film);
      tellAhead();
      next(async () => {
        waiting.shift();
        told = Math.max(0, told - 1);
        inHand = true;
        await granted;
        const answered = on.film(film);
        tellAhead();
        await answered;
        inHand = false;
      });
    }
  };
  const indexing = reader.index(paths, hear, { besideNetwork });
  signal.addEventListener('abort', () => indexing.cancel(), { once: true });
  work.catch(() => indexing.cancel());
  try {
    await indexing.done;
  } catch (error) {
    if (!signal.aborted) {
      await work;
      throw error;
    }
  }
  await work;
  return { found: Math.max(found, read + documents + failed), read, documents, failed };
}
