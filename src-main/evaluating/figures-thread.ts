import { Worker } from 'node:worker_threads';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { figuresOfCases } from './figures.ts';

/** What the figures of an evaluation are made of. */
export type FiguresInput = Parameters<typeof figuresOfCases>;
export type Figures = ReturnType<typeof figuresOfCases>;

/**
 * Makes figures in a thread of their own, which ends with them: intervals over thousands of cases take most of a second, and
 * main has none to spare. Errors: `internal-error`.
 * @param entry the built `figures-worker.ts`
 */
export function figuresInThread(entry: string | URL): (...input: FiguresInput) => Promise<Figures> {
  return async (...input) => {
    const worker = new Worker(entry, { workerData: input });
    try {
      return await new Promise<Figures>((resolve, reject) => {
        const fail = (message: string) => reject(new CodedError('internal-error', { message: message.slice(0, 300) }));
        worker.once('message', resolve);
        worker.once('error', (error: Error) => fail(error.message));
        worker.once('exit', (code) => fail(`figures ended with ${code}`));
      });
    } finally {
      await worker.terminate();
    }
  };
}
