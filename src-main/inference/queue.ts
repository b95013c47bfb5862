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

/** What the queue needs of the inference process. `end` kills it; whoever waits then hears the given code. */
export interface Runner {
  analyze(job: AnalysisJob, progress: (progress: StageProgress) => void): Promise<Analysis>;
  end(code: 'model-cancelled'): void;
}

/**
 * One job at a time, in the order of asking. A running `session.run` can't be interrupted, so cancelling the running job
 * ends its process; the next job finds a fresh one.
 */
export class AnalysisQueue {
  readonly #runner: Runner;
  readonly #times = new StageTimes();
  #waiting: { job: AnalysisJob; onProgress: (p: AnalysisProgress) => void; settle: (end: JobEnd) => void }[] = [];
  #running: { jobId: JobId; cancelled: boolean } | undefined;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Jobs that wait or run. */
  get length(): number {
    return this.#waiting.length + (this.#running ? 1 : 0);
  }

  /** Queues a job; resolves when it has ended, and never rejects. */
  add(job: AnalysisJob, onProgress: (progress: AnalysisProgress) => void): Promise<JobEnd> {
    return new Promise((settle) => {
      this.#waiting.push({ job, onProgress, settle });
      onProgress(this.#progress(job, 'queued', 0));
      this.#next();
    });
  }

  /** Ends a waiting or running job as `cancelled`; an unknown one is left alone. */
  cancel(jobId: JobId): void {
    const index = this.#waiting.findIndex(({ job }) => job.jobId === jobId);
    if (index >= 0) {
      const [entry] = this.#waiting.splice(index, 1);
      entry?.settle({ kind: 'cancelled' });
    } else if (this.#running?.jobId === jobId) {
      this.#running.cancelled = true;
      this.#runner.end('model-cancelled');
    }
  }

  #next(): void {
    if (this.#running) return;
    const entry = this.#waiting.shift();
    if (!entry) return;
    const { job, onProgress, settle } = entry;
    const running = { jobId: job.jobId, cancelled: false };
    this.#running = running;
    const started = this.#times.start(job.model.manifest.id);
    this.#runner
      .analyze(job, ({ stage, done, of }) => {
        if (done === undefined || of === undefined) started.reached(stage);
        else started.went(done, of);
        onProgress(this.#progress(job, stage, started.fraction(stage), started.secondsLeft(stage)));
      })
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
        this.#running = undefined;
        this.#next();
      });
  }

  #progress(
    job: AnalysisJob,
    stage: AnalysisProgress['stage'],
    fraction: number,
    secondsLeft: number | null = null,
  ): AnalysisProgress {
    return { jobId: job.jobId, caseId: job.caseId, stage, fraction, secondsLeft };
  }
}
