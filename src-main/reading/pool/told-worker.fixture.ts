import { parentPort, threadId } from 'node:worker_threads';
import type { TaskMessage, WorkerMessage } from './tasks.ts';

// A worker for tests: its tasks' paths say what becomes of them.
const say = (message: WorkerMessage) => parentPort?.postMessage(message);
const kept: unknown[] = [];

parentPort?.on('message', ({ id, input }: TaskMessage) => {
  const { path } = input as { path: string };
  const [what, amount] = path.split(' ');
  const done = (value: unknown) => say({ kind: 'done', id, value });
  switch (what) {
    case 'wait':
      setTimeout(() => done({ path, threadId }), Number(amount));
      return;
    case 'hang':
      say({ kind: 'stage', id, stage: 'frame' });
      for (;;);
    case 'alive': {
      let frames = 0;
      const timer = setInterval(() => {
        say({ kind: 'stage', id, stage: 'frame' });
        if (++frames < 6) return;
        clearInterval(timer);
        done('alive');
      }, Number(amount));
      return;
    }
    case 'throw':
      throw new Error('not caught');
    case 'no-files':
      throw Object.assign(new Error('EMFILE: too many open files, open chunk.cjs'), { code: 'EMFILE' });
    case 'exit':
      process.exit(3);
      return;
    case 'heap':
      for (;;) kept.push(new Array(1e6).fill(0.5));
    case 'grab': {
      const grabbed = new Uint8Array(Number(amount) * 2 ** 20).fill(1);
      setTimeout(() => done(grabbed.length / 2 ** 20), 500);
      return;
    }
    case 'fail':
      say({ kind: 'failed', id, error: { code: 'not-an-image', details: { size: 3 } } });
      return;
    default:
      done({ path, threadId });
  }
});
