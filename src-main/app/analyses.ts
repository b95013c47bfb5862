import { isDeepStrictEqual } from 'node:util';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisEnd, AnalysisProgress } from '../../src-shared/contract/records.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { JobQuestion } from '../../src-shared/findings/job-question.ts';
import type { CaseLog, StoredInstance, StoredJob } from '../caselog/index.ts';
import { ofThePicture, Patience } from '../asking/index.ts';
import { keepPictures, sequenceOfStudies, type AnalysisJob, type Inference } from '../inference/index.ts';
import { nextJobId } from './jobs.ts';
import { studiesAsked, volumeAsked } from './question.ts';

/** A question that took its process along so often is not asked again. */
const MOST_ATTEMPTS = 2;
/** What a person waits for goes before what was asked about many cases at once. */
export const PRIORITY = { asked: 1, batch: 0 } as const;

export interface AnalysesRooms {
  readonly inference: Pick<Inference, 'analyze' | 'cancel' | 'model'>;
  readonly log: Pick<CaseLog, 'call'>;
  /** Where the pictures of results go. */
  readonly dataFolder: string;
  readonly grant: (instances: readonly StoredInstance[]) => Promise<void>;
  readonly progress: (progress: AnalysisProgress) => void;
  readonly ended: (end: AnalysisEnd) => void;
  /** The process died over a question, which is asked once more by itself. */
  readonly asksAgain: () => void;
}

interface Waiting {
  readonly jobId: JobId;
  readonly job: StoredJob;
  /** Its beginning was counted when it was kept: one wait for the disk less before it is asked. */
  readonly counted: boolean;
}

type End = Omit<AnalysisEnd, 'jobId' | 'caseId' | 'modelId'>;

/**
 * The questions to networks, kept in the case log until they are answered: one at a time, the most urgent first. What is left
 * when the program ends, in whatever way, goes on when it starts again; the one that ran then is asked again once.
 */
export class Analyses {
  readonly #rooms: AnalysesRooms;
  #waiting: Waiting[] = [];
  #running: (Waiting & { attempts: number }) | null = null;
  /** By model, how long its batches are waited for. */
  readonly #patience = new Map<string, Patience>();
  #resumed = false;
  #resting = false;

  constructor(rooms: AnalysesRooms) {
    this.#rooms = rooms;
  }

  /** Goes on with what an earlier run of the program has left. A second time does nothing. */
  async resume(): Promise<void> {
    if (this.#resumed) return;
    this.#resumed = true;
    this.#take(await this.#rooms.log.call('jobs.list', {}));
  }

  /**
   * Keeps questions and asks them in their turn; one that waits already, less urgently, gives way to the same question.
   * Errors: `record-missing`, and those of the log.
   */
  async add(jobs: readonly Pick<StoredJob, 'caseId' | 'priority' | 'question'>[]): Promise<JobId[]> {
    const begun = this.#running || this.#resting ? null : mostUrgent(jobs);
    const kept = await this.#rooms.log.call('jobs.add', { jobs: [...jobs], begun });
    const overtaken = this.#waiting.filter(({ job: { priority, question } }) =>
      kept.some((fresh) => fresh.priority > priority && isDeepStrictEqual(fresh.question, question)),
    );
    const taken = this.#take(kept, begun).map(({ jobId }) => jobId);
    for (const { jobId } of overtaken) this.cancel(jobId);
    return taken;
  }

  /** Gives a question up, whether it waits or runs; an unknown one is left alone. */
  cancel(jobId: JobId): void {
    if (this.#running?.jobId === jobId) {
      this.#rooms.inference.cancel(jobId);
      return;
    }
    const waiting = this.#waiting.find((each) => each.jobId === jobId);
    if (!waiting) return;
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
    void this.#forget(waiting, { outcome: 'cancelled', resultId: null, reason: null });
  }

  /** The program ends in order: nothing new is begun, and what runs has not failed. */
  async rest(): Promise<void> {
    this.#resting = true;
    const running = this.#running;
    if (running) await this.#rooms.log.call('job.attempt', { id: running.job.id, by: -1 }).catch(() => undefined);
  }

  #take(jobs: readonly StoredJob[], begun: number | null = null): Waiting[] {
    const fresh = jobs.map((job, index) => ({ jobId: nextJobId(), job, counted: index === begun }));
    for (const each of fresh) this.#rooms.progress(queued(each));
    // the sort is stable: of the same priority the older one goes first
    this.#waiting = [...this.#waiting, ...fresh].sort((a, b) => b.job.priority - a.job.priority);
    this.#next();
    return fresh;
  }

  #next(): void {
    if (this.#running || this.#resting) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#running = { ...next, attempts: next.job.attempts + 1 };
    void this.#run(this.#running).finally(() => {
      this.#running = null;
      this.#next();
    });
  }

  async #run(running: Waiting & { attempts: number }): Promise<void> {
    const { jobId, job, counted, attempts } = running;
    if (job.attempts >= MOST_ATTEMPTS) return this.#fail(running, { code: 'job-crashed-twice', details: {} });
    try {
      if (!counted) await this.#rooms.log.call('job.attempt', { id: job.id, by: 1 });
      const { question, noticed } = await questionAsked(this.#rooms, job.question);
      const asked = { jobId, caseId: job.caseId, ...question };
      const end = await this.#rooms.inference.analyze(asked, this.#rooms.progress);
      if (this.#resting) return;
      if (end.kind === 'cancelled') {
        return await this.#forget(running, { outcome: 'cancelled', resultId: null, reason: null });
      }
      if (end.kind === 'failed') {
        if (end.reason.code !== 'model-crashed') {
          await this.#fail(running, end.reason);
          return await this.#heard(job.question, end.reason);
        }
        // once more, before all others of its kind; what has crashed it is told then
        const again = { jobId, job: { ...job, attempts }, counted: false };
        this.#rooms.progress(queued(again));
        this.#waiting.unshift(again);
        if (attempts < MOST_ATTEMPTS) this.#rooms.asksAgain();
        return;
      }
      await keepPictures(this.#rooms.dataFolder, end.pictures ?? []);
      const result = { ...end.result, warnings: [...noticed, ...end.result.warnings] };
      const { id } = await this.#rooms.log.call('result.add', { caseId: job.caseId, result, job: job.id });
      this.#tell(running, { outcome: 'stored', resultId: id, reason: null });
      await this.#heard(job.question, null);
    } catch (error) {
      await this.#fail(running, error instanceof CodedError ? sayingUnkept(toCoded(error), 'answer') : INTERNAL);
    }
  }

  /** Gives up what waits in a batch for a model that did not finish several times in a row; what a person waits for stays. */
  async #heard(question: JobQuestion, failure: Coded | null): Promise<void> {
    const model = modelOf(question);
    const patience = this.#patience.get(model) ?? new Patience();
    this.#patience.set(model, patience);
    const givenUp = patience.after(failure);
    if (!givenUp) return;
    this.#patience.delete(model);
    const left = this.#waiting.filter(({ job }) => job.priority === PRIORITY.batch && modelOf(job.question) === model);
    this.#waiting = this.#waiting.filter((each) => !left.includes(each));
    for (const each of left) await this.#fail(each, toCoded(givenUp));
  }

  /** It has failed, and its case says so; where that can't be written, the question is still in the log, for the next start. */
  async #fail(waiting: Waiting, reason: Coded): Promise<void> {
    const kept = await this.#rooms.log.call('job.fail', { id: waiting.job.id, reason }).then(
      () => true as const,
      () => null,
    );
    this.#tell(waiting, { outcome: 'failed', resultId: null, reason, ...(kept && { kept }) });
  }

  async #forget(waiting: Waiting, end: End): Promise<void> {
    await this.#rooms.log.call('job.remove', { id: waiting.job.id }).catch(() => undefined);
    this.#tell(waiting, end);
  }

  #tell({ jobId, job: { caseId, question } }: Waiting, end: End): void {
    this.#rooms.ended({ jobId, caseId, modelId: question.modelId, ...end });
  }
}

/**
 * A question as the inference process takes it, its pictures granted, by what the log and the shelf hold at this moment; and what was
 * noticed of the pictures. Errors: `record-missing`, those of the model.
 */
export async function questionAsked(
  { inference, log, grant }: Pick<AnalysesRooms, 'inference' | 'log' | 'grant'>,
  { instanceId, frame, modelId, version, insist, point, explain }: JobQuestion,
): Promise<{ readonly question: Omit<AnalysisJob, 'jobId' | 'caseId'>; readonly noticed: readonly Coded[] }> {
  const instance = await log.call('instance.get', { instanceId });
  const model = await inference.model(modelId, version);
  const { kind, steps } = model.manifest.input;
  const byStudy = steps === 'studies';
  const read = byStudy
    ? studiesAsked(model.manifest, instance, await otherFilms(log, instance))
    : kind === 'frame'
      ? [instance]
      : await seriesOf(log, instance);
  const { volume, noticed } = byStudy
    ? { volume: sequenceOfStudies(read), noticed: ofThePicture(...read.map(({ description }) => description)) }
    : volumeAsked(model.manifest, instance, frame, read);
  await grant(read);
  const { pixels, gate } = instance.description;
  const further = { ...(volume ? { volume } : {}), ...(point ? { point } : {}), ...(explain ? { explain } : {}) };
  return { question: { instanceId, frame, model, pixels, gate, insist, ...further }, noticed };
}

async function seriesOf(log: Pick<CaseLog, 'call'>, { caseId, seriesId }: StoredInstance): Promise<StoredInstance[]> {
  const stored = await log.call('case.get', { caseId });
  return stored.series.find(({ id }) => id === seriesId)?.instances ?? [];
}

/** The films of the patient's other studies: none where nobody knows whether they are the same person's. */
async function otherFilms(log: Pick<CaseLog, 'call'>, { caseId }: StoredInstance): Promise<StoredInstance[]> {
  const { studies } = await log.call('case.other-studies', { caseId });
  const cases = await Promise.all(studies.map((study) => log.call('case.get', { caseId: study.caseId })));
  return cases.flatMap(({ series }) => series.flatMap(({ instances }) => instances));
}

/** Which of them is asked first: the oldest of the highest priority; null: there is none. */
function mostUrgent(jobs: readonly Pick<StoredJob, 'priority'>[]): number | null {
  const first = jobs.findIndex(({ priority }) => jobs.every((other) => other.priority <= priority));
  return first < 0 ? null : first;
}

const modelOf = ({ modelId, version }: JobQuestion) => `${modelId}@${version ?? ''}`;

const INTERNAL: Coded = { code: 'internal-error', details: {} };

function queued({ jobId, job: { caseId, question } }: Omit<Waiting, 'counted'>): AnalysisProgress {
  return { jobId, caseId, modelId: question.modelId, stage: 'queued', fraction: 0, secondsLeft: null };
}
