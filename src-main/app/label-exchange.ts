import { dialog, type BrowserWindow } from 'electron';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ExportFormat } from '../../src-shared/annotation/export-formats.ts';
import type { ExportWishes } from '../../src-shared/annotation/export-wishes.ts';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { sayingUnkept, type Unkept } from '../../src-shared/contract/unkept.ts';
import type { ExchangeEnd } from '../../src-shared/contract/exchange-calls.ts';
import type { DatasetId, JobId } from '../../src-shared/contract/ids.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import { translate } from '../../src-shared/language/messages.ts';
import type { Profiles } from '../annotating/index.ts';
import type { CaseLog } from '../caselog/index.ts';
import { exportDataset, importLabels } from '../exchange/index.ts';
import { nextJobId } from './jobs.ts';
import type { Rooms } from './rooms.ts';

const TELL_EVERY_MS = 200;
/** Before so many are done nobody can say how long it will take. */
const FEWEST_FOR_TIME = 3;
const MOST_FAILURES_LISTED = 200;

interface Surroundings {
  readonly rooms: Pick<Rooms, 'exchange' | 'reader'>;
  readonly log: Pick<CaseLog, 'call'>;
  readonly profiles: Pick<Profiles, 'looking' | 'need' | 'now'>;
  readonly version: string;
  readonly language: () => Language;
  readonly window: () => BrowserWindow | undefined;
  readonly tell: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

/** The window's exports and imports of labels: dialogs, progress, cancelling. */
export class LabelExchange {
  readonly #around: Surroundings;
  readonly #running = new Map<JobId, AbortController>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Asks for the folder and starts. Null: nothing was chosen. */
  async startExport(order: {
    readonly datasetId: DatasetId;
    readonly format: ExportFormat;
    readonly wishes: ExportWishes;
    readonly unfinished: boolean;
  }): Promise<JobId | null> {
    const [chosen] = await this.#choose('exchange.choose-export-folder', ['openDirectory', 'createDirectory']);
    if (chosen === undefined) return null;
    const folder = await freeFolder(chosen, order.format, new Date());
    const { rooms, log, profiles, version } = this.#around;
    return this.#start('file', async (signal, progress) => {
      const id = await profiles.looking();
      const by = id === null ? null : { id, name: profiles.now?.name ?? '' };
      const around = { log, ...rooms, by, version, signal, progress };
      const end = await exportDataset({ ...order, folder }, around);
      if (!end) return null;
      const { items, files, bytes, failed, failedCount } = end;
      const failures = failed.map(({ item, reason }) => ({ name: item, reason }));
      return { items, files, bytes, failures, failureCount: failedCount, folder: path.basename(folder) };
    });
  }

  /** Asks for files or a folder and starts. Null: nothing was chosen. Errors: `profile-needed`. */
  async startImport(datasetId: DatasetId, kind: 'files' | 'folder'): Promise<JobId | null> {
    const { rooms, log, profiles, tell } = this.#around;
    const by = await profiles.need();
    const properties = kind === 'files' ? (['openFile', 'multiSelections'] as const) : (['openDirectory'] as const);
    const paths = await this.#choose('exchange.choose-import', [...properties]);
    if (paths.length === 0) return null;
    return this.#start('labels', async (signal, progress) => {
      const end = await importLabels({ datasetId, paths }, { log, reader: rooms.reader, by, signal, progress });
      tell('dataset.changed', { datasetId });
      if (!end) return null;
      const { items, failed, failedCount } = end;
      return { items, files: 0, bytes: 0, failures: [...failed], failureCount: failedCount, folder: null };
    });
  }

  /** Stops a running one; an unknown one is left alone. */
  cancel(jobId: JobId): void {
    this.#running.get(jobId)?.abort();
  }

  #start(
    unkept: Unkept,
    work: (
      signal: AbortSignal,
      progress: (done: number, of: number) => void,
    ) => Promise<Omit<ExchangeEnd, 'jobId' | 'outcome' | 'reason'> | null>,
  ): JobId {
    const { tell } = this.#around;
    const jobId = nextJobId();
    const cancel = new AbortController();
    this.#running.set(jobId, cancel);
    const started = performance.now();
    let told = -Infinity;
    const progress = (done: number, of: number) => {
      const now = performance.now();
      if (now - told < TELL_EVERY_MS) return;
      told = now;
      const secondsLeft = done < FEWEST_FOR_TIME ? null : ((now - started) / 1000 / done) * (of - done);
      tell('exchange.progress', { jobId, done, of, secondsLeft });
    };
    const nothing = { items: 0, files: 0, bytes: 0, failures: [], failureCount: 0, folder: null };
    void work(cancel.signal, progress)
      .then((end) =>
        end
          ? { ...end, failures: end.failures.slice(0, MOST_FAILURES_LISTED), outcome: 'done' as const, reason: null }
          : { ...nothing, outcome: 'cancelled' as const, reason: null },
      )
      .catch((error: unknown) => ({
        ...nothing,
        outcome: 'failed' as const,
        reason: sayingUnkept(toCoded(error), unkept),
      }))
      .then((end) => {
        this.#running.delete(jobId);
        tell('exchange.end', { jobId, ...end });
      });
    return jobId;
  }

  async #choose(
    title: 'exchange.choose-export-folder' | 'exchange.choose-import',
    properties: NonNullable<Electron.OpenDialogOptions['properties']>,
  ): Promise<string[]> {
    const { window, language } = this.#around;
    const at = window();
    if (!at) return [];
    const { filePaths } = await dialog.showOpenDialog(at, { title: translate(language(), title), properties });
    return filePaths;
  }
}

/** The folder itself where it is empty, else a new one in it, named after format and time. */
async function freeFolder(chosen: string, format: ExportFormat, at: Date): Promise<string> {
  const isFree = await readdir(chosen).then(
    (entries) => entries.length === 0,
    () => true, // whoever writes there says what is wrong
  );
  if (isFree) return chosen;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return path.join(chosen, `labels-${format}-${day}-${time}`);
}
