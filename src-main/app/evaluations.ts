import { dialog, type BrowserWindow } from 'electron';
import path from 'node:path';
import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceId, type JobId, type ModelId } from '../../src-shared/contract/ids.ts';
import type { EvaluationEnd } from '../../src-shared/contract/records.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import type { EvaluationContent } from '../../src-shared/evaluation-page/evaluation-content.ts';
import { caseTable, evaluationTable, type EvaluationTable } from '../../src-shared/evaluation/evaluation-tables.ts';
import { labelSummary, type LabelSummary } from '../../src-shared/evaluation/label-table.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import { translate } from '../../src-shared/language/messages.ts';
import {
  evaluatedLabels,
  evaluatePictures,
  figuresInThread,
  readLabelFile,
  type EvaluatedPictures,
} from '../evaluating/index.ts';
import type { ModelOnDisk } from '../inference/index.ts';
import { replaceFile } from '../keeping-files/index.ts';
import type { ReportPrinter } from '../reporting/index.ts';
import { nextJobId } from './jobs.ts';
import type { Rooms } from './rooms.ts';

/** Numbers of the evaluated files, far from those of the case log: the reader knows both. */
const FIRST_NUMBER = 2 ** 40;
const TELL_EVERY_MS = 200;
/** Before so many are done nobody can say how long it will take. */
const FEWEST_FOR_TIME = 3;
const MOST_FAILURES_LISTED = 200;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export interface EvaluationWishes {
  readonly modelId: ModelId;
  readonly words: readonly { readonly word: string; readonly labels: readonly string[] }[];
  readonly prevalence: number | null;
  readonly ignored: number | null;
}

interface Surroundings {
  /** The built thread that makes figures; absent: they are made here. */
  readonly figuresWorker?: string;
  readonly rooms: Pick<Rooms, 'reader' | 'inference'>;
  readonly printer: Pick<ReportPrinter, 'printEvaluation'>;
  readonly version: string;
  readonly language: () => Language;
  readonly window: () => BrowserWindow | undefined;
  readonly tell: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

/** The window's evaluations, one at a time: what was chosen, the one that runs, and the last one that was done. */
export class Evaluations {
  readonly #around: Surroundings;
  #folder: string | null = null;
  #labels: string | null = null;
  #lastNumber = FIRST_NUMBER;
  #running: { readonly jobId: JobId; readonly cancel: AbortController } | null = null;
  #done: (EvaluatedPictures & { readonly model: ModelOnDisk }) | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Lets the person choose the folder with the pictures; its name. */
  async choosePictures(): Promise<string | null> {
    const chosen = await this.#choose('evaluate.choose-folder', { properties: ['openDirectory'] });
    if (chosen === null) return null;
    this.#folder = chosen;
    return path.basename(chosen);
  }

  /** Lets the person choose the label file and reads it. Errors: `labels-invalid`, `source-gone`. */
  async chooseLabels(): Promise<{ name: string; summary: LabelSummary } | null> {
    const chosen = await this.#choose('evaluate.choose-labels', {
      properties: ['openFile'],
      filters: [{ name: 'CSV', extensions: ['csv'] }],
    });
    if (chosen === null) return null;
    const summary = labelSummary(await readLabelFile(chosen));
    this.#labels = chosen;
    return { name: path.basename(chosen), summary };
  }

  /** Starts; a running one is cancelled. Errors: `call-malformed` before both were chosen, and those of the model. */
  async start(wishes: EvaluationWishes): Promise<JobId> {
    const [folder, labels] = [this.#folder, this.#labels];
    if (folder === null || labels === null) throw new CodedError('call-malformed', { field: 'labels' });
    const model = await this.#around.rooms.inference.model(wishes.modelId);
    this.#running?.cancel.abort();
    const running = { jobId: nextJobId(), cancel: new AbortController() };
    this.#running = running;
    void this.#run(running, { model, paths: [folder], labels, ...wishes }).then((end) => {
      if (this.#running === running) this.#running = null;
      this.#around.tell('evaluation.end', { jobId: running.jobId, ...end });
    });
    return running.jobId;
  }

  /** Stops a running evaluation; an unknown one is left alone. */
  cancel(jobId: JobId): void {
    if (this.#running?.jobId === jobId) this.#running.cancel.abort();
  }

  /** Asks where the last evaluation is to go, and writes it. Errors: `record-missing`, `disk-full`, `output-unwritable`. */
  async save(what: 'report' | 'cases' | 'figures'): Promise<boolean> {
    const { evaluation, cases, model } = this.#last();
    const name = `${evaluation.model.id}.${what === 'report' ? 'evaluation.pdf' : `${what}.csv`}`;
    const file = await this.#whereTo(name, what === 'report' ? 'pdf' : 'csv');
    if (file === null) return false;
    if (what === 'report') await replaceFile(file, await this.#printed(evaluation, model));
    else if (what === 'cases') await replaceFile(file, caseTable(cases, evaluatedLabels(model)));
    else await replaceFile(file, evaluationTable(evaluation, 'figures') ?? '');
    return true;
  }

  /** Asks where a plot of the last evaluation is to go, and writes the picture, or without one the table. */
  async savePlot(plot: EvaluationTable, label: string, png: Uint8Array | null): Promise<boolean> {
    const { evaluation } = this.#last();
    if (png && !PNG_SIGNATURE.every((byte, i) => png[i] === byte)) {
      throw new CodedError('call-malformed', { field: 'png' });
    }
    const content = png ?? evaluationTable(evaluation, plot, label === '' ? undefined : label);
    if (content === null) throw new CodedError('record-missing');
    const format = png ? 'png' : 'csv';
    const name = [evaluation.model.id, label, plot, format].filter((part) => part !== '').join('.');
    const file = await this.#whereTo(name, format);
    if (file === null) return false;
    await replaceFile(file, content);
    return true;
  }

  async #run(
    { jobId, cancel }: { jobId: JobId; cancel: AbortController },
    {
      model,
      paths,
      labels,
      words,
      prevalence,
      ignored,
    }: EvaluationWishes & {
      model: ModelOnDisk;
      paths: readonly string[];
      labels: string;
    },
  ): Promise<Omit<EvaluationEnd, 'jobId'>> {
    const { figuresWorker } = this.#around;
    const failures: EvaluationEnd['failures'] = [];
    const known = evaluatedLabels(model);
    const started = performance.now();
    let told = -Infinity;
    try {
      const evaluated = await evaluatePictures(
        {
          ...this.#around.rooms,
          signal: cancel.signal,
          ...(figuresWorker === undefined ? {} : { figures: figuresInThread(figuresWorker) }),
          nextId: () => InstanceId.parse((this.#lastNumber += 1)),
        },
        {
          ...{ model, paths, labels, prevalence, ignored },
          map: new Map(words.map(({ word, labels: meant }) => [word, meant.filter((label) => known.includes(label))])),
        },
        {
          progress: (done, of) => {
            const now = performance.now();
            if (now - told < TELL_EVERY_MS) return;
            told = now;
            const secondsLeft = done < FEWEST_FOR_TIME ? null : ((now - started) / 1000 / done) * (of - done);
            this.#around.tell('evaluation.progress', { jobId, done, of, secondsLeft });
          },
          failed: (file, reason) => {
            if (failures.length < MOST_FAILURES_LISTED)
              failures.push({ name: path.basename(file).slice(0, 300), reason });
          },
        },
      );
      if (!evaluated) return { outcome: 'cancelled', evaluation: null, failures: [], reason: null };
      this.#done = { ...evaluated, model };
      return { outcome: 'done', evaluation: evaluated.evaluation, failures, reason: null };
    } catch (error) {
      if (cancel.signal.aborted) return { outcome: 'cancelled', evaluation: null, failures: [], reason: null };
      return { outcome: 'failed', evaluation: null, failures, reason: toCoded(error) };
    }
  }

  #last() {
    if (!this.#done) throw new CodedError('record-missing');
    return this.#done;
  }

  #printed(evaluation: EvaluationContent['evaluation'], { manifest }: ModelOnDisk): Promise<Uint8Array> {
    const { title, outputs, training } = manifest;
    const { printer, version, language } = this.#around;
    return printer.printEvaluation({ evaluation, model: { title, outputs, training }, language: language(), version });
  }

  async #choose(
    title: 'evaluate.choose-folder' | 'evaluate.choose-labels',
    options: Pick<Electron.OpenDialogOptions, 'properties' | 'filters'>,
  ): Promise<string | null> {
    const window = this.#around.window();
    if (!window) return null;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: translate(this.#around.language(), title),
      ...options,
    });
    return filePaths[0] ?? null;
  }

  async #whereTo(name: string, format: 'pdf' | 'csv' | 'png'): Promise<string | null> {
    const window = this.#around.window();
    if (!window) return null;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: name,
      filters: [{ name: format.toUpperCase(), extensions: [format] }],
    });
    if (canceled || !filePath) return null;
    return path.extname(filePath) === '' ? `${filePath}.${format}` : filePath;
  }
}
