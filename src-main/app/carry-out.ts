import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CommandLineRooms } from '../command-line/index.ts';
import type { BegunChildren } from './child-programs.ts';
import { openRooms, type Ground } from './rooms.ts';

/**
 * Does what the words say in the same rooms as the window's. Answers the exit code.
 * @param begun children that boot already; null: they start when they are needed
 */
export async function carryOut(
  words: readonly string[],
  ground: Ground,
  { signal, printer }: Pick<CommandLineRooms, 'signal' | 'printer'>,
  begun: BegunChildren | null,
): Promise<number> {
  const { places, dataFolder, version } = ground;
  const rooms = openRooms(ground, {}, begun, { sharesBatches: true });
  if (begun) {
    rooms.reader.start();
    rooms.inference.start();
  }
  const { runWords } = await import('../command-line/index.ts');
  return runWords(words, {
    ...rooms,
    printer,
    signal,
    version,
    dataFolder,
    openLog: async (named) => {
      const folder = named ?? dataFolder;
      const { CaseLog } = await import('../caselog/index.ts');
      const log = new CaseLog({
        workerFile: path.join(places.main, 'caselog-worker.cjs'),
        ...(places.sqliteDriver ? { nativeBinding: places.sqliteDriver } : {}),
      });
      const { storage } = await log.open(folder);
      if (storage.state !== 'ready') throw new CodedError(storage.reason?.code ?? 'log-read-only');
      return log;
    },
  });
}
