import { Worker } from 'node:worker_threads';
import { connectReadOnly, isSound, type DriverOptions } from './connection.ts';
import type { WorkerStart } from './protocol.ts';

/**
 * Checks the structure of a whole log in a thread of its own, some time after it was opened, so that nobody waits for
 * it. Calls `onDamage` when it isn't sound. Returns a function that ends the wait or the check.
 */
export function startBackgroundCheck(start: WorkerStart, file: string, onDamage: () => void): () => void {
  let thread: Worker | undefined;
  const timer = setTimeout(() => {
    const checker = new Worker(start.workerFile, { workerData: { ...start, check: file } satisfies WorkerStart });
    thread = checker;
    checker.on('message', (isWhole: boolean) => {
      if (!isWhole && thread === checker) onDamage();
    });
    // A check that could not be done says nothing about the log.
    checker.on('error', () => undefined);
    checker.unref();
  }, start.checkAfterMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
    void thread?.terminate();
    thread = undefined;
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
