import { parentPort, workerData } from 'node:worker_threads';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { checkFile, startBackgroundCheck } from './background-check.ts';
import type { CaseLogCalls } from './calls.ts';
import { databaseFile } from './places.ts';
import type { CallMessage, WorkerMessage, WorkerStart } from './protocol.ts';
import { Session } from './session.ts';

/** The entry of the worker thread. SQLite answers synchronously, so calls are answered in the order in which they came. */
const port = parentPort!;
const start = workerData as WorkerStart;

if (start.check !== null) port.postMessage(checkFile(start.check, start));
else serve();

function serve(): void {
  const tell = (message: WorkerMessage) => port.postMessage(message);
  const session = new Session(start, (storage) => tell({ kind: 'storage', storage }));
  let stopCheck = () => {};

  const open = ({ folder }: CaseLogCalls['open']['input']) => {
    stopCheck();
    const opened = session.open(folder);
    if (opened.storage.state === 'ready') {
      stopCheck = startBackgroundCheck(start, databaseFile(folder), start.checkAfterMs, (end) => {
        if (end === 'damaged') session.reportDamage();
      });
    } else if (opened.storage.reason?.code === 'log-checking') {
      stopCheck = startBackgroundCheck(start, databaseFile(folder), 0, (end) => session.endCheck(end));
    }
    return opened;
  };
  const close = () => {
    stopCheck();
    session.close();
    return null;
  };

  port.on('message', ({ id, name, input }: CallMessage) => {
    try {
      const value =
        name === 'open'
          ? open(input as CaseLogCalls['open']['input'])
          : name === 'close'
            ? close()
            : session.answer(name as Exclude<keyof CaseLogCalls, 'open' | 'close'>, input as never);
      tell({ kind: 'done', id, value });
    } catch (thrown) {
      tell({ kind: 'failed', id, error: toCoded(thrown) });
    }
  });
}
