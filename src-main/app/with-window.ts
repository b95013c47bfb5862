import { app, nativeTheme, type BrowserWindow } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import { CodedError, toCoded, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import { Profiles, shippedSchemas } from '../annotating/index.ts';
import { ReportPrinter } from '../reporting/index.ts';
import { Analyses } from './analyses.ts';
import { Announcing } from './announcing.ts';
import { callHandlers } from './calls.ts';
import type { EarlyStart } from './early-start.ts';
import type { Evaluations } from './evaluations.ts';
import { electronHost, electronPort } from './electron-host.ts';
import { grantTo } from './granting.ts';
import type { LabelExchange } from './label-exchange.ts';
import { Importing } from './importing.ts';
import { openGate } from './ipc-gate.ts';
import { setMenu } from './menu.ts';
import { reloadAfterCrashes } from './page-crashes.ts';
import { openRooms } from './rooms.ts';
import { CurrentSettings } from './settings.ts';
import { Signing } from './signing.ts';
import { setPageScale } from './window.ts';

const MAY_PASS: ReadonlySet<Code> = new Set(['log-busy', 'disk-full']);
const TRY_AGAIN_MS = 5000;
/** Milliseconds after the first picture of the page: the program is at rest, and nobody has chosen a folder yet. */
const READER_WARM_AFTER_MS = 1500;

type Started = EarlyStart & { readonly window: BrowserWindow };

/** Starts the program behind its window, which loads its page meanwhile: rooms, gate, menu. */
export function startWindow({ places, dataFolder, log, opened: opening, later, window }: Started): void {
  let storage: StorageState = { state: 'unavailable', reason: null };
  let notices: Coded[] = [];

  const tell = <N extends EventName>(name: N, payload: EventPayload<N>) => {
    if (!window.isDestroyed()) window.webContents.send(CHANNELS.event, name, payload);
  };
  const setStorage = (now: StorageState) => {
    storage = now;
    tell('storage.changed', now);
  };

  later.storageChanged = setStorage;
  const rooms = openRooms(
    { host: electronHost, places, dataFolder, version: app.getVersion() },
    {
      readerDied: () => {
        tell('notice', { code: 'reader-crashed', details: {} });
        connectPage();
      },
      inferenceDied: () => tell('notice', { code: 'analysis-restarted', details: {} }),
    },
  );
  const connectPage = () => {
    if (window.isDestroyed()) return;
    window.webContents.postMessage(CHANNELS.pixelPort, null, [electronPort(rooms.pixelPort())]);
  };

  const settings = new CurrentSettings(app.getLocale());
  const openAgain = async () => {
    if (!fs.existsSync(dataFolder)) throw new CodedError('log-read-only');
    return log.open(dataFolder);
  };
  const openLog = async (opening: EarlyStart['opened']) => {
    try {
      const opened = await opening;
      notices = opened.notices;
      setStorage(opened.storage);
      if (storage.state !== 'unavailable') await settings.load(log);
    } catch (error) {
      setStorage({ state: 'unavailable', reason: toCoded(error) });
    }
    dressWindow();
    if (storage.state === 'ready') void analyses.resume().catch(() => undefined);
    // another program lets go, somebody makes room: then the log is opened as if nothing had been
    if (storage.reason && MAY_PASS.has(storage.reason.code)) setTimeout(() => void openLog(openAgain()), TRY_AGAIN_MS);
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
  const announcing = new Announcing({
    progress: (progress) => tell('analysis.progress', progress),
    ended: (end) => tell('analysis.end', end),
  });
  const analyses = new Analyses({
    inference: rooms.inference,
    log,
    dataFolder,
    grant: (instances) => grantTo(rooms.reader, instances),
    progress: (progress) => announcing.progress(progress),
    ended: (end) => announcing.ended(end),
    // in place of what was said when the process died, which knows of no questions
    asksAgain: () => tell('notice', { code: 'analysis-restarted', details: { questions: 1 } }),
  });
  const importing = new Importing({ reader: rooms.reader, log }, (progress) => tell('import.progress', progress));
  const profiles = new Profiles(log);
  const outside = {
    rooms,
    version: app.getVersion(),
    language: () => settings.now.language,
    window: () => window,
    tell,
  };
  let evaluations: Promise<Evaluations> | undefined;
  const loadEvaluations = async () => {
    const { Evaluations } = await import('./evaluations.ts');
    return new Evaluations({ ...outside, printer, figuresWorker: path.join(places.main, 'evaluation-worker.cjs') });
  };
  let labelExchange: Promise<LabelExchange> | undefined;
  const loadLabelExchange = async () => {
    const { LabelExchange } = await import('./label-exchange.ts');
    return new LabelExchange({ ...outside, log, profiles });
  };
  // what the system draws around the page speaks its language and wears its theme
  const dressWindow = () => {
    setPageScale(window, settings.now.scale);
    nativeTheme.themeSource = settings.now.theme;
    setMenu(settings.now.language, (command) => tell('menu.command', { command }));
  };
  later.reportPages = (url) => printer.serve(url);
  later.theme = () => settings.now.theme;
  const logOpened = openLog(opening);
  openGate({
    ready: logOpened,
    handlers: callHandlers({
      dataFolder,
      rooms,
      log,
      importing,
      printer,
      signing,
      analyses,
      announcing,
      evaluations: () => (evaluations ??= loadEvaluations()),
      labelExchange: () => (labelExchange ??= loadLabelExchange()),
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

  // the reader is not started while the page still draws its first picture
  const drawn = new Promise((resolve) => window.once('ready-to-show', () => resolve(null)));
  window.webContents.on('did-finish-load', () => void drawn.then(connectPage));
  // another screen may ask for another size; Chromium gives a page that it loads the size that its address had last
  const scale = () => setPageScale(window, settings.now.scale);
  window.on('move', scale);
  window.webContents.on('did-finish-load', () => void logOpened.then(scale));
  void drawn.then(() => setTimeout(() => rooms.reader.warm(), READER_WARM_AFTER_MS).unref());
  const crashes = reloadAfterCrashes(window.webContents, (notice) => tell('notice', notice));

  app.on('second-instance', () => {
    if (window.isDestroyed()) return;
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
    void analyses
      .rest()
      .then(() => log.close())
      .finally(() => setImmediate(() => app.quit()));
  });
}
