import { app, nativeTheme, type BrowserWindow } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import { CodedError, toCoded, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import { Profiles, shippedSchemas } from '../annotating/index.ts';
import { CaseLog } from '../caselog/index.ts';
import { ReportPrinter } from '../reporting/index.ts';
import { callHandlers } from './calls.ts';
import { Evaluations } from './evaluations.ts';
import { LabelExchange } from './label-exchange.ts';
import { Importing } from './importing.ts';
import { openGate } from './ipc-gate.ts';
import { setMenu } from './menu.ts';
import { reloadAfterCrashes } from './page-crashes.ts';
import { servePage } from './page-protocol.ts';
import { places as findPlaces } from './places.ts';
import { openRooms } from './rooms.ts';
import { CurrentSettings } from './settings.ts';
import { Signing } from './signing.ts';
import { openWindow } from './window.ts';

const MAY_PASS: ReadonlySet<Code> = new Set(['log-busy', 'disk-full']);
const TRY_AGAIN_MS = 5000;

/** Starts the program with its window: rooms, gate, page, and meanwhile the case log. */
export function startWindow(): void {
  const places = findPlaces();
  const dataFolder = app.getPath('userData');
  let window: BrowserWindow | undefined = undefined as BrowserWindow | undefined;
  let storage: StorageState = { state: 'unavailable', reason: null };
  let notices: Coded[] = [];

  const tell = <N extends EventName>(name: N, payload: EventPayload<N>) => {
    if (window && !window.isDestroyed()) window.webContents.send(CHANNELS.event, name, payload);
  };
  const setStorage = (now: StorageState) => {
    storage = now;
    tell('storage.changed', now);
  };

  const log = new CaseLog({
    workerFile: path.join(places.main, 'caselog-worker.cjs'),
    ...(places.sqliteDriver ? { nativeBinding: places.sqliteDriver } : {}),
    onStorage: setStorage,
  });
  const rooms = openRooms(places, dataFolder, {
    readerDied: () => {
      tell('notice', { code: 'reader-crashed', details: {} });
      connectPage();
    },
    inferenceDied: () => tell('notice', { code: 'model-crashed', details: {} }),
  });
  const connectPage = () => {
    if (!window || window.isDestroyed()) return;
    window.webContents.postMessage(CHANNELS.pixelPort, null, [rooms.pixelPort()]);
  };

  const settings = new CurrentSettings(app.getLocale());
  const openLog = async () => {
    try {
      if (!fs.existsSync(dataFolder)) throw new CodedError('log-read-only');
      const opened = await log.open(dataFolder);
      notices = opened.notices;
      setStorage(opened.storage);
      if (storage.state !== 'unavailable') await settings.load(log);
    } catch (error) {
      setStorage({ state: 'unavailable', reason: toCoded(error) });
    }
    dressWindow();
    // another program lets go, somebody makes room: then the log is opened as if nothing had been
    if (storage.reason && MAY_PASS.has(storage.reason.code)) setTimeout(() => void openLog(), TRY_AGAIN_MS);
  };

  const printer = new ReportPrinter({ pageFolder: places.page });
  const signing = new Signing({
    ...rooms,
    log,
    printer,
    dataFolder,
    version: app.getVersion(),
    readFirst: () => settings.now.readFirst,
  });
  const importing = new Importing({ reader: rooms.reader, log }, (progress) => tell('import.progress', progress));
  const evaluations = new Evaluations({
    rooms,
    printer,
    version: app.getVersion(),
    language: () => settings.now.language,
    window: () => window,
    tell,
  });
  const profiles = new Profiles(log);
  const labelExchange = new LabelExchange({
    rooms,
    log,
    profiles,
    version: app.getVersion(),
    language: () => settings.now.language,
    window: () => window,
    tell,
  });
  // what the system draws around the page speaks its language and wears its theme
  const dressWindow = () => {
    nativeTheme.themeSource = settings.now.theme;
    setMenu(settings.now.language, (command) => tell('menu.command', { command }));
  };
  servePage(places.page, (url) => printer.serve(url));
  openGate({
    ready: openLog(),
    handlers: callHandlers({
      dataFolder,
      rooms,
      log,
      importing,
      signing,
      evaluations,
      labelExchange,
      profiles,
      labelSchemas: shippedSchemas(places.labelSchemas),
      settings,
      places,
      storage: () => storage,
      notices: () => [...notices, ...crashes.notices()],
      window: () => window,
      tell,
      settingsChanged: dressWindow,
    }),
    writeRefusal: () => (storage.state === 'ready' ? null : (storage.reason ?? { code: 'log-read-only', details: {} })),
    importPaths: async (paths) => ({ jobId: paths.length > 0 ? importing.start(paths) : null }),
  });

  window = openWindow({
    preload: path.join(places.main, 'preload.cjs'),
    dataFolder,
    theme: () => settings.now.theme,
  });
  window.webContents.on('did-finish-load', connectPage);
  const crashes = reloadAfterCrashes(window.webContents, (notice) => tell('notice', notice));

  app.on('second-instance', () => {
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    // not from within this event: a log that was never opened closes at once, and quitting twice hangs
    void log.close().finally(() => setImmediate(() => app.quit()));
  });
}
