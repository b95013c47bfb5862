import { app } from 'electron';
import path from 'node:path';
import { dataFolderOf } from '../command-line/arguments.ts';
import { ReportPrinter } from '../reporting/index.ts';
import { carryOut } from './carry-out.ts';
import type { BegunChildren } from './child-programs.ts';
import { electronHost, installedPlaces } from './electron-host.ts';
import { servePage } from './page-protocol.ts';

const EXIT_FAULT = 1;

/**
 * The command line under Electron. Answers the exit code.
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
  const places = installedPlaces();
  const printer = new ReportPrinter({ pageFolder: places.page });
  servePage(places.page, (url) => printer.serve(url));
  const dataFolder = path.resolve(dataFolderOf(words) ?? app.getPath('userData'));
  const ground = { host: electronHost, places, dataFolder, version: app.getVersion() };
  return carryOut(words, ground, { signal: interruption.signal, printer }, begun);
}
