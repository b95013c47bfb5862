import { app } from 'electron';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { dataFolderOf } from '../command-line/arguments.ts';
import { ReportPrinter } from '../reporting/index.ts';
import type { BegunChildren } from './begin-children.ts';
import { servePage } from './page-protocol.ts';
import { places as findPlaces } from './places.ts';
import { openRooms } from './rooms.ts';

const EXIT_FAULT = 1;

/**
 * The same rooms and processes as the window, driven by words. Answers the exit code.
 * @param begun children that boot already; null: they start when they are needed
 */
export async function runCommandLine(words: string[], begun: BegunChildren | null): Promise<number> {
  // printing a report opens and closes a hidden window; that is not the end
  app.on('window-all-closed', () => undefined);
  // Electron would show a dialog, and die of it where there is no display
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    app.exit(EXIT_FAULT);
  });
  // Without a window only a signal asks to quit; Electron turns it into this event.
  const interruption = new AbortController();
  app.on('before-quit', (event) => {
    event.preventDefault();
    interruption.abort();
  });
  const places = findPlaces();
  const ownFolder = dataFolderOf(words) ?? app.getPath('userData');
  const rooms = openRooms(places, path.resolve(ownFolder), {}, begun);
  if (begun) {
    rooms.reader.start();
    rooms.inference.start();
  }
  const { runWords } = await import('../command-line/index.ts');
  const printer = new ReportPrinter({ pageFolder: places.page });
  servePage(places.page, (url) => printer.serve(url));
  return runWords(words, {
    ...rooms,
    printer,
    signal: interruption.signal,
    version: app.getVersion(),
    dataFolder: path.resolve(ownFolder),
    openLog: async (dataFolder) => {
      const folder = dataFolder ?? app.getPath('userData');
      await mkdir(folder, { recursive: true });
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
