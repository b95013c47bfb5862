// The real worker, which also dies on request, as it would by running out of memory.
import { parentPort } from 'node:worker_threads';
import '../worker.ts';

parentPort!.on('message', ({ name }: { name: string }) => {
  if (name === 'die') process.exit(1);
});
