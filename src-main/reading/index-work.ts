import { open } from 'node:fs/promises';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { FileStamp } from './containers/file-source.ts';
import { warmJpeg } from './codecs/jpeg.ts';
import { hashFiles } from './containers/located-file.ts';
import { describeHeaders, type DescribedHeader } from './describe-file.ts';
import type { WorkerPool } from './pool/worker-pool.ts';

/** A file whose header was read, and how it looked then. */
export interface HeadedFile extends FileStamp {
  readonly path: string;
}

/** Who reads files for an index. */
export interface IndexWork {
  /** How many of the calls below are worth making at the same time. */
  readonly parallel: number;
  /** What each file's header says, or why it can't be read. Never rejects. */
  headers(paths: readonly string[]): Promise<readonly (DescribedHeader | Coded)[]>;
  /**
   * SHA-256 over each whole file, or why there is none (`source-gone`, `source-changed`). Never rejects.
   * @param first nothing has been told yet: they do not wait until all headers are read that can be
   */
  hashes(files: readonly HeadedFile[], first: boolean): Promise<readonly (string | Coded)[]>;
}

/** Reads in the thread that it is called in. */
export const WORK_HERE: IndexWork = { parallel: 1, headers: describeHeaders, hashes: (files) => hashFiles(files) };

/** How long a file may be, and how it must begin, to be read in the process itself. */
const HERE_BYTES = 256 * 2 ** 10;
const JPEG_SIGN = 'ffd8ff';
const PNG_SIGN = '89504e47';

/** So many headers are read before it pays to start the worker threads. */
const MOST_HERE = 32;

/**
 * The same work, but the first headers of the process, when they are those of small JPEG or PNG pictures, are read here: a few
 * films are described before a worker thread would have started, and the first answer about them does not share its time with
 * threads that start. Watched as the process is. The decoder of a JPEG is made ready behind the first, while nobody has asked for
 * its pixels yet.
 */
export function firstHere(work: IndexWork): IndexWork {
  let read = 0;
  return {
    ...work,
    headers: async (paths) => {
      const isFirst = read === 0;
      read += paths.length;
      const signs = read > MOST_HERE ? [] : await Promise.all(paths.map(signOfSmallPicture));
      if (signs.length === 0 || signs.includes(null)) {
        // what needs the threads for one needs them for those behind it, too
        read = MOST_HERE;
        return work.headers(paths);
      }
      const described = await describeHeaders(paths);
      if (isFirst && signs[0] === JPEG_SIGN) setImmediate(() => void warmJpeg());
      return described;
    },
  };
}

/** How a small picture begins; null for any other file. */
async function signOfSmallPicture(file: string): Promise<string | null> {
  const handle = await open(file).catch(() => null);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    if (size > HERE_BYTES) return null;
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const begins = buffer.toString('hex');
    return [JPEG_SIGN, PNG_SIGN].find((sign) => begins.startsWith(sign)) ?? null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/** Reads on worker threads. A file that takes its thread down, or does not come to an end, costs itself alone. */
export function workOnPool(pool: WorkerPool): IndexWork {
  const headers: IndexWork['headers'] = (paths) =>
    each(paths, (some) => pool.run('headers', { path: some[0] as string, paths: some }, 'index').done);
  const hashes: IndexWork['hashes'] = (files, first) =>
    each(files, (some) => {
      const { path } = some[0] as HeadedFile;
      return pool.run('hashes', { path, files: some }, first ? 'thumbnail' : 'hash').done;
    });
  return { parallel: pool.size, headers, hashes };
}

/** Does something with all at once; where that fails, with one after the other. */
async function each<T, R>(
  all: readonly T[],
  run: (some: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly (R | Coded)[]> {
  try {
    return await run(all);
  } catch (error) {
    if (all.length <= 1) return [toCoded(error)];
    const outcomes: (R | Coded)[] = [];
    for (const one of all) outcomes.push(...(await each([one], run)));
    return outcomes;
  }
}
