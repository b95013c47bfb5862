import type { JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisEnd, AnalysisProgress } from '../../src-shared/contract/records.ts';
import { UNSAID_MS } from '../../src-shared/findings/unsaid.ts';

interface Held {
  latest: AnalysisProgress;
  readonly timer: NodeJS.Timeout;
}

/**
 * Tells the page how far questions are, but of those that are over within {@link UNSAID_MS} only the end.
 */
export class Announcing {
  readonly #tell: { progress: (progress: AnalysisProgress) => void; ended: (end: AnalysisEnd) => void };
  readonly #held = new Map<JobId, Held>();
  /** What was told of each last. */
  readonly #announced = new Map<JobId, AnalysisProgress>();

  constructor(tell: { progress: (progress: AnalysisProgress) => void; ended: (end: AnalysisEnd) => void }) {
    this.#tell = tell;
  }

  /** How far a question is: told at once if it has been on the way for a while, else when it has. */
  progress(progress: AnalysisProgress): void {
    const { jobId } = progress;
    if (this.#announced.has(jobId)) return this.#say(progress);
    const held = this.#held.get(jobId);
    if (held) held.latest = progress;
    else this.#held.set(jobId, { latest: progress, timer: setTimeout(() => this.#announce(jobId), UNSAID_MS) });
  }

  /** What the page was told of the questions that wait or run: for a page that was not there to hear it. */
  get told(): AnalysisProgress[] {
    return [...this.#announced.values()];
  }

  /** A question has ended; nothing more is told of it. */
  ended(end: AnalysisEnd): void {
    clearTimeout(this.#held.get(end.jobId)?.timer);
    this.#held.delete(end.jobId);
    this.#announced.delete(end.jobId);
    this.#tell.ended(end);
  }

  #announce(jobId: JobId): void {
    const held = this.#held.get(jobId);
    if (!held) return;
    this.#held.delete(jobId);
    this.#say(held.latest);
  }

  #say(progress: AnalysisProgress): void {
    this.#announced.set(progress.jobId, progress);
    this.#tell.progress(progress);
  }
}
