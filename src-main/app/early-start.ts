import type { BrowserWindow } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import { CaseLog } from '../caselog/index.ts';
import { installedPlaces } from './electron-host.ts';
import { servePage, type PageAnswer } from './page-protocol.ts';
import type { Places } from './places.ts';
import { openWindow } from './window.ts';

type Theme = ReturnType<Parameters<typeof openWindow>[0]['theme']>;

/** What was begun while most of the program was not even read. */
export interface EarlyStart {
  readonly places: Places;
  readonly dataFolder: string;
  readonly log: CaseLog;
  /** The first opening of the log. Rejects with the log's codes; `log-read-only` where there is no folder. */
  readonly opened: ReturnType<CaseLog['open']>;
  readonly openWindow: () => BrowserWindow;
  /** Filled in by the rest of the program; nobody hears of it before. */
  readonly later: {
    storageChanged: (storage: StorageState) => void;
    theme: () => Theme;
    reportPages: (url: URL) => PageAnswer | undefined;
  };
}

/**
 * Begins what takes longest: the case log, in its thread, and the window, whose page loads in a process of its own. Both go
 * on while the rest of the program is loaded, so this file and what it imports must stay small. May be called before the
 * application is ready; `openWindow` not before.
 */
export function beginEarly(dataFolder: string): EarlyStart {
  const places = installedPlaces();
  const later: EarlyStart['later'] = {
    storageChanged: () => undefined,
    theme: () => 'dark',
    reportPages: () => undefined,
  };
  const log = new CaseLog({
    workerFile: path.join(places.main, 'caselog-worker.cjs'),
    ...(places.sqliteDriver ? { nativeBinding: places.sqliteDriver } : {}),
    onStorage: (storage) => later.storageChanged(storage),
  });
  const opened = fs.existsSync(dataFolder) ? log.open(dataFolder) : Promise.reject(new CodedError('log-read-only'));
  // whoever waits for it hears of it
  opened.catch(() => undefined);
  return {
    places,
    dataFolder,
    log,
    opened,
    later,
    openWindow: () => {
      servePage(places.page, (url) => later.reportPages(url));
      const preload = path.join(places.main, 'preload.cjs');
      return openWindow({ preload, dataFolder, theme: () => later.theme() });
    },
  };
}
