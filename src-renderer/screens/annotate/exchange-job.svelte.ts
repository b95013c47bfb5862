import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ExchangeEnd, ExchangeProgress } from '../../../src-shared/contract/exchange-calls.ts';
import type { JobId } from '../../../src-shared/contract/ids.ts';
import { call, on } from '../../app/bridge.ts';

/** An export or import of labels as the screen follows it; it goes on when its dialogue is closed. */
class ExchangeJob {
  /** Null: none runs. */
  progress = $state.raw<ExchangeProgress | null>(null);
  /** How the last one ended. */
  end = $state.raw<ExchangeEnd | null>(null);
  /** Why it did not start. */
  failure = $state.raw<Coded | null>(null);
  readonly #way: 'export' | 'import';
  #jobId: JobId | null = null;

  constructor(way: 'export' | 'import') {
    this.#way = way;
    on('exchange.progress', (progress) => {
      if (progress.jobId === this.#jobId) this.progress = progress;
    });
    on('exchange.end', (end) => {
      if (end.jobId !== this.#jobId) return;
      this.#jobId = null;
      this.progress = null;
      this.end = end;
    });
  }

  /** Starts what `begin` asks main for; nothing happens where the person chose nothing. */
  async start(begin: () => Promise<{ jobId: JobId | null }>): Promise<void> {
    this.failure = null;
    try {
      const { jobId } = await begin();
      if (jobId === null) return;
      this.#jobId = jobId;
      this.end = null;
      this.progress = { jobId, done: 0, of: 0, secondsLeft: null };
    } catch (error) {
      this.failure = toCoded(error);
    }
  }

  async cancel(): Promise<void> {
    if (this.#jobId === null) return;
    const jobId = this.#jobId;
    await (this.#way === 'export'
      ? call('dataset.export-cancel', { jobId })
      : call('dataset.import-cancel', { jobId }));
  }
}

export const labelExport = new ExchangeJob('export');
export const labelImport = new ExchangeJob('import');
