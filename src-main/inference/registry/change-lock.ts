import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CodedError, isOpenLimit } from '../../../src-shared/contract/coded.ts';

/** A change takes milliseconds: whoever holds the lock for so long is no more, or was stopped. */
const HELD_AT_MOST_MS = 5_000;
const LOOK_EVERY_MS = 10;

/**
 * Does something while nobody else does who asks for the same lock, in this program or in another: the window, and commands beside it.
 * What a dead program has left locked is free after five seconds. Errors: those of `work`, `files-open-limit`, and
 * those of the file system.
 *
 * @param lock a file that is there as long as somebody works
 */
export async function whileAlone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!(await taken(lock))) {
    const info = await stat(lock).catch(() => null);
    if (info && Date.now() - info.mtimeMs > HELD_AT_MOST_MS) await rm(lock, { force: true });
    else await wait(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true }).catch(() => undefined);
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (isOpenLimit(error)) throw new CodedError('files-open-limit');
    const { code } = error as NodeJS.ErrnoException;
    // Windows: the one before is about to be gone
    if (code === 'EEXIST' || (process.platform === 'win32' && code === 'EPERM')) return false;
    throw error;
  }
}
