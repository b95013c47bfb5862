import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';

/** Questions in a row that a network may leave unanswered in time: each takes a minute. */
export const MOST_TIMEOUTS = 3;

/** How long a batch goes on with a network that does not finish: not for ever. */
export class Patience {
  readonly #end = new AbortController();
  #inARow = 0;

  /** Aborted when the network is given up. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Told of the outcome of each question (null: an answer); other failures than `model-timeout` say nothing of the network's pace.
   * @returns the reason, `model-given-up`, at the last question that is waited for
   */
  after(failure: Coded | null): CodedError | null {
    if (this.ended.aborted) return null;
    this.#inARow = failure?.code === 'model-timeout' ? this.#inARow + 1 : 0;
    if (this.#inARow < MOST_TIMEOUTS) return null;
    this.#end.abort();
    return new CodedError('model-given-up', { films: this.#inARow });
  }
}
