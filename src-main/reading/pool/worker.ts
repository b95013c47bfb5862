import { parentPort } from 'node:worker_threads';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import { taskHandlers } from './task-handlers.ts';
import type { Stage, TaskMessage, WorkerMessage } from './tasks.ts';

// One of the reader's worker threads: does one task after the other, and moves what it made to the process.
const handlers = taskHandlers();
const say = (message: WorkerMessage, moved: ArrayBuffer[] = []) => parentPort?.postMessage(message, moved);

parentPort?.on('message', ({ id, name, input }: TaskMessage) => {
  const stage = (now: Stage) => say({ kind: 'stage', id, stage: now });
  handlers[name](input as never, stage).then(
    (value) => say({ kind: 'done', id, value }, buffersOf(value)),
    (error: unknown) => say({ kind: 'failed', id, error: codedFailure(error) }),
  );
});

/** What may be moved out of a task's answer: the values of a frame, or the bytes of a picture. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (value instanceof ArrayBuffer) return [value];
  const buffer = (value as { values?: { buffer?: unknown } }).values?.buffer;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

/** What the runtime throws where it can't allocate is about memory, not about us. */
function codedFailure(error: unknown): Coded {
  const outOfMemory = error instanceof RangeError && /allocation failed|Invalid (typed )?array/i.test(error.message);
  return outOfMemory ? { code: 'reader-memory', details: {} } : toCoded(error);
}
