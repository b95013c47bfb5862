import type { Coded } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { Reader } from '../reading/index.ts';

/** A readable file of the command line, granted to the reader under a number of this run. */
export interface Film {
  readonly id: InstanceId;
  readonly path: string;
  readonly modifiedMs: number;
  readonly description: InstanceDescription;
}

/**
 * Reads paths and hands over each file as it comes: readable ones granted and numbered, the others with their code.
 * Resolves with the counts when all was seen.
 */
export async function eachFilm(
  reader: Pick<Reader, 'index' | 'grant'>,
  paths: string[],
  on: { film: (film: Film) => Promise<void>; failed: (path: string, error: Coded) => void },
): Promise<{ read: number; failed: number }> {
  let read = 0;
  let failed = 0;
  // Worked on one after the other in the order of reading, while reading goes on.
  let work: Promise<void> = Promise.resolve();
  const indexing = reader.index(paths, (event) => {
    if (event.kind === 'failed') {
      failed += 1;
      work = work.then(() => on.failed(event.path, event.error));
    } else if (event.kind === 'instance') {
      read += 1;
      const { path, modifiedMs, description } = event;
      const id = InstanceId.parse(read);
      work = work
        .then(() => reader.grant([{ id, path, fileSha256: description.fileSha256 }]))
        .then(() => on.film({ id, path, modifiedMs, description }));
    }
  });
  await indexing.done;
  await work;
  return { read, failed };
}
