import { app, dialog, shell, type BrowserWindow } from 'electron';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import {
  type AppState,
  type OpenCase,
  type StorageState,
  type WorklistRow,
} from '../../src-shared/contract/records.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import { translate } from '../../src-shared/language/messages.ts';
import { csvTable } from '../../src-shared/tables/csv.ts';
import type { Profiles } from '../annotating/index.ts';
import type { CaseLog, StoredInstance } from '../caselog/index.ts';
import type { ReportPrinter } from '../reporting/index.ts';
import type { Analyses } from './analyses.ts';
import type { Announcing } from './announcing.ts';
import { analysisHandlers } from './analysis-handlers.ts';
import { annotationHandlers } from './annotation-handlers.ts';
import { readArtefact } from './artefacts.ts';
import { caseView } from './case-view.ts';
import { diagnosticsText } from './diagnostics.ts';
import type { Importing } from './importing.ts';
import type { Evaluations } from './evaluations.ts';
import type { LabelExchange } from './label-exchange.ts';
import type { CallHandlers } from './ipc-gate.ts';
import { grantTo } from './granting.ts';
import { savePictureFile, today } from './picture-file.ts';
import { modelHandlers } from './model-handlers.ts';
import { SAMPLES, type Places } from './places.ts';
import { readyingFor } from './ready-soon.ts';
import type { Rooms } from './rooms.ts';
import type { CurrentSettings } from './settings.ts';
import type { Signing } from './signing.ts';
import { writeWhereAsked } from './write-where-asked.ts';

export interface CallContext {
  /** Where the case log is, and the pictures that its results speak of. */
  readonly dataFolder: string;
  readonly rooms: Rooms;
  readonly log: Pick<CaseLog, 'call'>;
  readonly importing: Importing;
  readonly signing: Signing;
  readonly analyses: Pick<Analyses, 'add' | 'cancel'>;
  /** Tells the page of questions that `analyses` does not keep. */
  readonly announcing: Pick<Announcing, 'progress' | 'ended' | 'told'>;
  /** Loaded with the first use. */
  readonly evaluations: () => Promise<Evaluations>;
  /** Loaded with the first use. */
  readonly labelExchange: () => Promise<LabelExchange>;
  readonly printer: Pick<ReportPrinter, 'sheet' | 'sheetToPrinter'>;
  readonly profiles: Profiles;
  /** Those that ship with the program. */
  readonly labelSchemas: readonly LabelSchema[];
  readonly settings: CurrentSettings;
  readonly places: Places;
  readonly storage: () => StorageState;
  readonly notices: () => AppState['notices'];
  readonly window: () => BrowserWindow | undefined;
  readonly tell: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
  readonly settingsChanged: () => void;
}

/** What main does for each call of the contract. */
export function callHandlers(context: CallContext): CallHandlers {
  const { rooms, log, importing, signing, analyses, announcing, evaluations, labelExchange, profiles, settings, tell } =
    context;

  const grant = (instances: readonly StoredInstance[]) => grantTo(rooms.reader, instances);

  /** Whether whoever is signed in reads the case blinded in a dataset. */
  const blinded = async (caseId: CaseId) => {
    if (profiles.now === null) return false;
    return (await log.call('case.blinded', { caseId, profileId: profiles.now.id })).blinded;
  };

  const openCase = async (caseId: CaseId): Promise<OpenCase> => {
    const [stored, { studies }] = await Promise.all([
      log.call('case.get', { caseId }),
      log.call('case.other-studies', { caseId }),
    ]);
    await grant(stored.series.flatMap((series) => series.instances));
    const view = caseView(stored, { ...settings.now, blinded: await blinded(caseId) });
    return studies.length > 0 ? { ...view, otherStudies: studies } : view;
  };

  /** Thumbnails are asked of the reader by instance. A case that can't be read any more costs its own picture only. */
  const grantFirsts = async (rows: readonly WorklistRow[]) => {
    const firsts = await Promise.allSettled(
      rows.map(({ firstInstanceId }) => log.call('instance.get', { instanceId: firstInstanceId })),
    );
    await grant(firsts.flatMap((first) => (first.status === 'fulfilled' ? [first.value] : [])));
  };

  const readySoon = readyingFor(rooms.inference);

  /** Asks for a folder with pictures, or a table that names them. */
  const choose = async (what: 'folder' | 'table') => {
    const window = context.window();
    if (!window) return null;
    const chosen = await dialog.showOpenDialog(window, {
      title: translate(settings.now.language, what === 'folder' ? 'menu.choose-folder' : 'menu.choose-table'),
      properties: [what === 'folder' ? 'openDirectory' : 'openFile'],
      ...(what === 'table' && { filters: [{ name: 'CSV', extensions: ['csv'] }] }),
    });
    return chosen.filePaths[0] ?? null;
  };

  const figuresWorker = path.join(context.places.main, 'figures-worker.cjs');

  return {
    'app.state': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      chromium: process.versions.chrome,
      runtime: Number(process.versions['napi']) < 10 ? 'fallback' : 'release',
      provider: rooms.inference.provider,
      storage: context.storage(),
      settings: settings.now,
      profile: profiles.now,
      notices: context.notices(),
    }),
    'settings.change': async (change) => {
      const changed = await settings.change(log, context.storage().state === 'ready', change as never);
      context.settingsChanged();
      return changed;
    },
    'diagnostics.read': async () => ({
      text: await diagnosticsText({ rooms, storage: context.storage(), notices: context.notices() }),
    }),

    'import.choose': async ({ kind }) => {
      const window = context.window();
      if (!window) return { jobId: null };
      const files = kind === 'files';
      const chosen = await dialog.showOpenDialog(window, {
        title: translate(settings.now.language, files ? 'menu.choose-files' : 'menu.choose-folder'),
        properties: files ? ['openFile', 'multiSelections'] : ['openDirectory'],
      });
      return { jobId: chosen.filePaths.length > 0 ? importing.start(chosen.filePaths) : null };
    },
    'import.cancel': ({ jobId }) => {
      importing.cancel(jobId);
      return {};
    },
    'import.pause': ({ jobId, paused }) => {
      importing.pause(jobId, paused);
      return {};
    },
    'import.sample': ({ study }) => ({ jobId: importing.start([path.join(context.places.samples, SAMPLES[study])]) }),

    'worklist.page': async ({ words, offset, limit }) => {
      const page = await log.call('worklist.page', {
        ...{ words, offset, limit, readFirst: settings.now.readFirst },
        ...(profiles.now && { profileId: profiles.now.id }),
      });
      // the rows don't wait for their pictures
      void grantFirsts(page.rows);
      return page;
    },

    'case.open': async ({ caseId }) => {
      const opened = await openCase(caseId);
      readySoon(opened);
      return opened;
    },

    'case.compare': async ({ caseId, withCaseId }) => {
      const { studies } = await log.call('case.other-studies', { caseId });
      if (!studies.some((study) => study.caseId === withCaseId)) throw new CodedError('patient-mismatch');
      return openCase(withCaseId);
    },

    ...modelHandlers({ inference: rooms.inference, window: context.window, language: () => settings.now.language }),
    ...analysisHandlers({ rooms, log, grant, analyses, announcing }),

    'artefact.read': async ({ resultId, index }) => ({
      bytes: await readArtefact(
        { log, dataFolder: context.dataFolder, settings: settings.now, blinded },
        resultId,
        index,
      ),
    }),

    'evaluation.choose-pictures': async () => ({ name: await (await evaluations()).choosePictures() }),
    'evaluation.choose-labels': async () => ({ chosen: await (await evaluations()).chooseLabels() }),
    'evaluation.start': async (wishes) => ({ jobId: await (await evaluations()).start(wishes) }),
    'evaluation.cancel': async ({ jobId }) => {
      (await evaluations()).cancel(jobId);
      return {};
    },
    'evaluation.save': async ({ what }) => ({ saved: await (await evaluations()).save(what) }),
    'evaluation.save-plot': async ({ plot, label, png }) => ({
      saved: await (await evaluations()).savePlot(plot, label, png),
    }),

    'dataset.export': async (order) => ({ jobId: await (await labelExchange()).startExport(order) }),
    'dataset.export-cancel': async ({ jobId }) => {
      (await labelExchange()).cancel(jobId);
      return {};
    },
    'dataset.import': async ({ datasetId, kind }) => ({
      jobId: await (await labelExchange()).startImport(datasetId, kind),
    }),
    'dataset.import-cancel': async ({ jobId }) => {
      (await labelExchange()).cancel(jobId);
      return {};
    },

    'judgement.add': (judgement) => log.call('judgement.add', judgement),
    'opinion.add': (opinion) => log.call('opinion.add', { ...opinion, revealed: !settings.now.readFirst }),
    'measurement.keep': async (change) => {
      await log.call('measurement.keep', change);
      return {};
    },
    'picture.save': async ({ caseId, png }) => {
      const window = context.window();
      return { saved: window ? await savePictureFile(window, caseId, png) : false };
    },
    'sheet.print': async ({ sheet, pictures, columns, to }) => {
      const window = context.window();
      if (!window) return { printed: false };
      if (to === 'printer') return { printed: await context.printer.sheetToPrinter(sheet, pictures, columns) };
      const pdf = await context.printer.sheet(sheet, pictures, columns);
      return { printed: await writeWhereAsked(window, `print-${today()}`, 'pdf', pdf) };
    },
    'measurements.save': async ({ caseId, table }) => {
      const window = context.window();
      // a spreadsheet takes it for UTF-8 only by the mark in front
      const csv = `\uFEFF${csvTable(table)}`;
      return {
        saved: window ? await writeWhereAsked(window, `measurements-${today()}-${caseId}`, 'csv', csv) : false,
      };
    },
    'words.keep': async ({ caseId, words }) => {
      await log.call('words.keep', { caseId, words });
      return {};
    },

    'report.keep': async ({ caseId, draft }) => {
      await log.call('draft.keep', { caseId, draft });
      return {};
    },
    'report.preview': ({ caseId, draft }) => signing.preview(caseId, draft),
    'report.sign': async ({ caseId, signer, typedIdentity }) => {
      const report = await signing.sign(caseId, signer, typedIdentity);
      void shell.openPath(signing.fileOf(report)).then((problem) => {
        if (problem) tell('notice', { code: 'report-viewer-missing', details: { file: report.pdfName } });
      });
      return report;
    },
    'report.addendum': ({ reportId, addendum }) => signing.addendum(reportId, addendum),
    'report.open': async ({ reportId }) => {
      const file = signing.fileOf(await log.call('report.get', { reportId }));
      if (!existsSync(file)) throw new CodedError('record-missing');
      // the answer is the system's own sentence when it has no PDF viewer
      const problem = await shell.openPath(file);
      if (problem) throw new CodedError('report-viewer-missing', { file: path.basename(file) });
      return {};
    },

    ...annotationHandlers({
      log,
      profiles,
      shipped: context.labelSchemas,
      figuresWorker,
      importing,
      choose,
      reader: rooms.reader,
      grant,
      tell,
    }),
  };
}
