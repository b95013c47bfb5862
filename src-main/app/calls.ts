import { app, dialog, shell, type BrowserWindow } from 'electron';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import {
  shownModel,
  type AppState,
  type OpenCase,
  type StorageState,
  type WorklistRow,
} from '../../src-shared/contract/records.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import { translate } from '../../src-shared/language/messages.ts';
import type { Profiles } from '../annotating/index.ts';
import type { CaseLog, StoredInstance } from '../caselog/index.ts';
import { PRIORITY, type Analyses } from './analyses.ts';
import { annotationHandlers } from './annotation-handlers.ts';
import { readArtefact } from './artefacts.ts';
import { picturesToAsk } from './batch.ts';
import { caseView } from './case-view.ts';
import { diagnosticsText } from './diagnostics.ts';
import type { Importing } from './importing.ts';
import type { Evaluations } from './evaluations.ts';
import type { CallHandlers } from './ipc-gate.ts';
import { grantTo } from './granting.ts';
import { savePictureFile } from './picture-file.ts';
import { likelyQuestions } from './likely-questions.ts';
import { SAMPLES, type Places } from './places.ts';
import { repeatResult } from './repeating.ts';
import type { Rooms } from './rooms.ts';
import type { CurrentSettings } from './settings.ts';
import type { Signing } from './signing.ts';

/** Milliseconds after a case was opened: its film is drawn by then, and nobody has read it yet. The first one takes longer. */
const READY_AFTER_MS = 300;
const FIRST_READY_AFTER_MS = 1000;
const WARM_ROUNDS = 12;

export interface CallContext {
  /** Where the case log is, and the pictures that its results speak of. */
  readonly dataFolder: string;
  readonly rooms: Rooms;
  readonly log: Pick<CaseLog, 'call'>;
  readonly importing: Importing;
  readonly signing: Signing;
  readonly analyses: Pick<Analyses, 'add' | 'cancel'>;
  /** Loaded with the first use. */
  readonly evaluations: () => Promise<Evaluations>;
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
  const { rooms, log, importing, signing, analyses, evaluations, profiles, settings, tell } = context;

  const grant = (instances: readonly StoredInstance[]) => grantTo(rooms.reader, instances);

  /** Whether whoever is signed in reads the case blinded in a dataset. */
  const blinded = async (caseId: CaseId) => {
    if (profiles.now === null) return false;
    return (await log.call('case.blinded', { caseId, profileId: profiles.now.id })).blinded;
  };

  const openCase = async (caseId: CaseId): Promise<OpenCase> => {
    const stored = await log.call('case.get', { caseId });
    await grant(stored.series.flatMap((series) => series.instances));
    return caseView(stored, { ...settings.now, blinded: await blinded(caseId) });
  };

  /** Thumbnails are asked of the reader by instance. A case that can't be read any more costs its own picture only. */
  const grantFirsts = async (rows: readonly WorklistRow[]) => {
    const firsts = await Promise.allSettled(
      rows.map(({ firstInstanceId }) => log.call('instance.get', { instanceId: firstInstanceId })),
    );
    await grant(firsts.flatMap((first) => (first.status === 'fulfilled' ? [first.value] : [])));
  };

  let warmed: Promise<void> | undefined;
  let readingAhead: NodeJS.Timeout | undefined;
  /** An analysis should not wait for a process, a network and the film; nor should the film on the screen for them. */
  const readySoon = (opened: OpenCase) => {
    clearTimeout(readingAhead);
    const ready = () => {
      // what fails here is told when somebody asks for an analysis
      warmed ??= warmFirst().catch(() => undefined);
      void warmed
        .then(async () => rooms.inference.makeReady(await likelyQuestions(rooms.inference, opened)))
        .catch(() => undefined);
    };
    readingAhead = setTimeout(ready, warmed ? READY_AFTER_MS : FIRST_READY_AFTER_MS);
  };
  const warmFirst = async () => {
    const usable = (await rooms.inference.models()).filter(
      ({ state }) => state === 'ready' || state === 'not-verified',
    );
    const first = usable[0]?.manifest;
    if (first) await rooms.inference.warm(await rooms.inference.model(first.id), WARM_ROUNDS);
  };

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

    'models.list': async () => ({ models: (await rooms.inference.models()).map(shownModel) }),
    'models.show': ({ key }) => rooms.inference.showModel(key),
    'models.verify': async ({ key }) => shownModel(await rooms.inference.verifyModel(key)),
    'models.install': async () => {
      const window = context.window();
      if (!window) return { model: null };
      const chosen = await dialog.showOpenDialog(window, {
        title: translate(settings.now.language, 'menu.choose-model'),
        properties: ['openDirectory'],
      });
      const [folder] = chosen.filePaths;
      return { model: folder === undefined ? null : shownModel(await rooms.inference.installModel(folder)) };
    },
    'models.remove': async ({ key }) => {
      await rooms.inference.removeModel(key);
      return {};
    },
    'models.provider': async ({ key, provider }) => shownModel(await rooms.inference.chooseProvider(key, provider)),

    'analysis.start': async ({ instanceId, frame, modelId, insist, point, explain }) => {
      const { caseId, description } = await log.call('instance.get', { instanceId });
      if (frame >= description.pixels.frames) throw new CodedError('call-malformed', { field: 'frame' });
      // what is wrong with the model is said at once
      await rooms.inference.model(modelId);
      const further = { ...(point ? { point } : {}), ...(explain ? { explain } : {}) };
      const question = { instanceId, frame, modelId, insist, ...further };
      const [jobId] = await analyses.add([{ caseId, priority: PRIORITY.asked, question }]);
      if (jobId === undefined) throw new CodedError('internal-error');
      return { jobId };
    },
    'analysis.batch': async ({ caseIds, modelId }) => {
      const { manifest } = await rooms.inference.model(modelId);
      const jobs: Parameters<typeof analyses.add>[0][number][] = [];
      let left = 0;
      for (const caseId of new Set(caseIds)) {
        const pictures = picturesToAsk(await log.call('case.get', { caseId }), manifest);
        if (pictures.length === 0) left += 1;
        for (const instanceId of pictures) {
          const question = { instanceId, frame: 0, modelId, insist: false };
          jobs.push({ caseId, priority: PRIORITY.batch, question });
        }
      }
      await analyses.add(jobs);
      return { queued: jobs.length, left };
    },
    'analysis.repeat': ({ resultId }) =>
      repeatResult(
        {
          inference: rooms.inference,
          log,
          grant,
          progress: (progress) => tell('analysis.progress', progress),
          ended: (end) => tell('analysis.end', end),
        },
        resultId,
      ),
    'analysis.cancel': ({ jobId }) => {
      analyses.cancel(jobId);
      // one that is repeated waits in no list
      rooms.inference.cancel(jobId);
      return {};
    },

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
