import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisProgress } from '../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { ModelOnDisk, Question, StageProgress } from './calls.ts';
import type { MadePicture } from './made-pictures.ts';
import { StageTimes } from './stage-times.ts';

/** One question to a network about a frame or a volume of a case. */
export interface AnalysisJob extends Question {
  readonly jobId: JobId;
  readonly caseId: CaseId;
  readonly model: ModelOnDisk;
}

/** What a network said, and the pictures that the result names as its artefacts: to be kept before the result is. */
export interface Analysis {
  readonly result: AnalysisResult;
  readonly pictures?: readonly MadePicture[];
}

/** How a job ended. The result is handed over before anyone else hears of it, so that it can be stored first. */
export type JobEnd = ({ kind: 'result' } & Analysis) | { kind: 'failed'; reason: Coded } | { kind: 'cancelled' };

/** What the queue needs of an inference process. `end` kills it; whoever waits then hears the given code. */
export interface Runner {
  /** @param then the job that it will be given next, as far as anybody knows */
  analyze(job: AnalysisJob, progress: (progress: StageProgress) => void, then?: AnalysisJob): Promise<Analysis>;
  /** Told of a job that it will be given next while it is busy. */
  makeReady(job: AnalysisJob): void;
  end(code: 'model-cancelled'): void;
}

interface Waiting {
  readonly job: AnalysisJob;
  readonly onProgress: (progress: AnalysisProgress) => void;
  readonly settle: (end: JobEnd) => void;
  /** Who makes it ready meanwhile. */
  readyAt: Runner | undefined;
}

interface Running {
  readonly job: AnalysisJob;
  cancelled: boolean;
}

/**
 * One job at a time, in the order of asking; where single films are shared among several processes, one a process, begun in the
 * order of asking. A running `session.run` can't be interrupted, so cancelling a running job
 * ends its process; the next job finds a fresh one.
 */
export class AnalysisQueue {
  #runners: readonly [Runner, ...Runner[]];
  readonly #times = new StageTimes();
  #waiting: Waiting[] = [];
  readonly #running = new Map<Runner, Running>();

  constructor(runner: Runner) {
    this.#runners = [runner];
  }

  /** Jobs that wait or run. */
  get length(): number {
    return this.#waiting.length + this.#running.size;
  }

  /** Jobs that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Shares questions about single films among these too from now on; any other is answered by the first runner, alone. */
  shareWith(others: readonly Runner[]): void {
    this.#runners = [...this.#runners, ...others];
    this.#next();
  }

  /** Queues a job; resolves when it has ended, and never rejects. */
  add(job: AnalysisJob, onProgress: (progress: AnalysisProgress) => void): Promise<JobEnd> {
    return new Promise((settle) => {
      const entry: Waiting = { job, onProgress, settle, readyAt: undefined };
      this.#waiting.push(entry);
      onProgress(this.#progress(job, 'queued', 0));
      this.#next();
      for (const [runner, running] of this.#running) {
        if (isAlone(running.job) || this.#nextFor(runner)) continue;
        const then = this.#reserve(runner);
        if (then) runner.makeReady(then);
      }
    });
  }

  /** Ends a waiting or running job as `cancelled`; an unknown one is left alone. */
  cancel(jobId: JobId): void {
    const index = this.#waiting.findIndex(({ job }) => job.jobId === jobId);
    if (index >= 0) {
      const [entry] = this.#waiting.splice(index, 1);
      entry?.settle({ kind: 'cancelled' });
      return;
    }
    for (const [runner, running] of this.#running) {
      if (running.job.jobId !== jobId) continue;
      running.cancelled = true;
      runner.end('model-cancelled');
    }
  }

  #next(): void {
    for (const runner of this.#runners) {
      const entry = this.#running.has(runner) ? undefined : this.#entryFor(runner);
      if (entry) this.#start(runner, entry);
    }
  }

  /** What a runner that is free begins now: what it made ready, else what nobody did, else the first that waits. */
  #entryFor(runner: Runner): Waiting | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    if (isAlone(first.job)) return this.#running.size === 0 && runner === this.#runners[0] ? first : undefined;
    if ([...this.#running.values()].some(({ job }) => isAlone(job))) return undefined;
    return this.#nextFor(runner) ?? this.#unreserved() ?? first;
  }

  /** What a runner makes ready. */
  #nextFor(runner: Runner): Waiting | undefined {
    return this.#waiting.find(({ readyAt }) => readyAt === runner);
  }

  /** The first that waits and is made ready by nobody, unless one that is answered alone comes before it. */
  #unreserved(): Waiting | undefined {
    const entry = this.#waiting.find(({ job, readyAt }) => !readyAt || isAlone(job));
    return entry && !isAlone(entry.job) ? entry : undefined;
  }

  /** Says which job a busy runner gets next; it is nobody else's then, unless somebody has nothing to do. */
  #reserve(runner: Runner): AnalysisJob | undefined {
    const entry = this.#nextFor(runner) ?? this.#unreserved();
    if (entry) entry.readyAt = runner;
    return entry?.job;
  }

  #start(runner: Runner, entry: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(entry), 1);
    const { job, onProgress, settle } = entry;
    const running: Running = { job, cancelled: false };
    this.#running.set(runner, running);
    const then = isAlone(job) ? undefined : this.#reserve(runner);
    const started = this.#times.start(job.model.manifest.id, testedMs(job));
    const progress = ({ stage, done, of }: StageProgress) => {
      if (done === undefined || of === undefined) started.reached(stage);
      else started.went(done, of);
      onProgress(this.#progress(job, stage, started.fraction(stage), started.secondsLeft(stage)));
    };
    runner
      .analyze(job, progress, then)
      .then(
        (analysis): JobEnd => {
          started.finished();
          return running.cancelled ? { kind: 'cancelled' } : { kind: 'result', ...analysis };
        },
        (error: unknown): JobEnd =>
          running.cancelled ? { kind: 'cancelled' } : { kind: 'failed', reason: toCoded(error) },
      )
      .then(settle)
      .finally(() => {
        this.#running.delete(runner);
        this.#next();
      });
  }

  #progress(
    job: AnalysisJob,
    stage: AnalysisProgress['stage'],
    fraction: number,
    secondsLeft: number | null = null,
  ): AnalysisProgress {
    return { jobId: job.jobId, caseId: job.caseId, modelId: job.model.manifest.id, stage, fraction, secondsLeft };
  }
}

/**
 * How long the network takes by its self-test, which runs it once: a mirrored picture runs it again; pieces, slices and changed
 * pictures are counted while it runs.
 */
function testedMs({ model: { manifest, runMs }, volume, explain }: AnalysisJob): number | null {
  const inSteps = volume !== undefined || manifest.tiling !== undefined;
  if (runMs === undefined || inSteps || (explain !== undefined && explain !== 'activation')) return null;
  return runMs * (1 + (manifest.testTime?.length ?? 0));
}

/** What takes much memory or time by itself is never answered beside another question. */
export function isAlone({ volume, explain }: Pick<Question, 'volume' | 'explain'>): boolean {
  return volume !== undefined || (explain !== undefined && explain !== 'activation');
}
