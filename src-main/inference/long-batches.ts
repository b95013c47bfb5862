import { isAlone, type AnalysisJob } from './queue.ts';

/** Answers in a row after which a batch counts as long: their time is about what another process takes to be ready. */
const MANY = 32;
/** A network that takes longer is quicker on all cores than several are on one each, or nearly so. */
const QUICK_MS = 50;

/** Finds out when a long batch of quick questions about single films is under way. */
export class LongBatches {
  #quick = 0;
  #begun = false;

  /**
   * Told of every answer.
   * @param batch.waiting how many questions wait behind it
   * @returns true once: enough have been answered, and there are more
   */
  begins(
    job: Pick<AnalysisJob, 'volume' | 'explain'>,
    batch: { readonly waiting: number; readonly tookMs: number },
  ): boolean {
    this.#quick = !isAlone(job) && batch.tookMs < QUICK_MS && batch.waiting > 0 ? this.#quick + 1 : 0;
    if (this.#begun || this.#quick < MANY) return false;
    this.#begun = true;
    return true;
  }
}
