import { Worker } from 'node:worker_threads';
import { connectReadOnly, isSound, type DriverOptions } from './connection.ts';
import type { WorkerStart } from './protocol.ts';

/** What a check has found; `unknown`: it could not be done, which says nothing about the log. */
export type CheckEnd = 'sound' | 'damaged' | 'unknown';

/**
 * Checks the structure of a whole log in a thread of its own, so that nobody waits for it. Calls `onEnd` once. Returns a
 * function that ends the wait or the check; then `onEnd` isn't called any more.
 */
export function startBackgroundCheck(
  start: WorkerStart,
  file: string,
  afterMs: number,
  onEnd: (end: CheckEnd) => void,
): () => void {
  let thread: Worker | undefined;
  const timer = setTimeout(() => {
    const checker = new Worker(start.workerFile, { workerData: { ...start, check: file } satisfies WorkerStart });
    thread = checker;
    const end = (found: CheckEnd) => {
      if (thread !== checker) return;
      thread = undefined;
      onEnd(found);
    };
    checker.on('message', (isWhole: boolean) => end(isWhole ? 'sound' : 'damaged'));
    checker.on('error', () => end('unknown'));
    checker.on('exit', () => end('unknown'));
    checker.unref();
  }, afterMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
    const running = thread;
    thread = undefined;
    void running?.terminate();
  };
}

/** Runs in the checking thread: whether the file's structure is sound. */
export function checkFile(file: string, options: DriverOptions): boolean {
  const database = connectReadOnly(file, options);
  try {
    return isSound(database);
  } finally {
    database.close();
  }
}
