import path from 'node:path';
import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import { HostedProcess, type ChildProgram, type Host, type LineEnd } from '../hosting/index.ts';
import type { ExchangeCalls } from './calls.ts';
import type { ExportOrder, ExportSummary } from './dataset-export.ts';
import { removeLeftovers } from './leftovers.ts';

/** Longest silence before the process is ended: one item, its pictures read and written. */
const SILENCE_LIMIT_MS = 120_000;

/**
 * The exchange process as main sees it: it packs pixels and labels into files, so that main carries neither. Started with the first export,
 * ended after the last.
 */
export class Exchange {
  readonly #process: HostedProcess<ExchangeCalls>;
  readonly #connectReader: () => LineEnd;
  #busy = false;

  /** @param options.connectReader makes a pixel port to the reader and answers its other end */
  constructor(options: { readonly host: Host; readonly program: ChildProgram; readonly connectReader: () => LineEnd }) {
    this.#connectReader = options.connectReader;
    this.#process = new HostedProcess<ExchangeCalls>({
      host: options.host,
      program: options.program,
      crashCode: 'exchange-crashed',
      onStart: () => this.#connect(),
    });
  }

  /** Gives the process a fresh line to the reader after the reader's death. */
  reconnectReader(): void {
    if (this.#process.isRunning) this.#connect();
  }

  /**
   * Runs an export: `items` are fetched one after the other, each when the one before is written. An aborted `signal` ends it and removes
   * what was written.
   *
   * @param told called after each item, with why it was left out, or null
   * @returns null: it was cancelled. Throws as `DatasetExport`; `export-busy` while another one runs, `exchange-crashed`
   */
  async run(
    order: ExportOrder,
    items: AsyncIterable<ExportItem>,
    { signal, told }: { readonly signal: AbortSignal; readonly told: (item: ExportItem, reason: Coded | null) => void },
  ): Promise<ExportSummary | null> {
    if (this.#busy) throw new CodedError('export-busy');
    this.#busy = true;
    try {
      await this.#call('begin', order);
      for await (const item of items) {
        if (signal.aborted) break;
        const { reason } = await this.#call('item', { item });
        told(item, reason);
      }
      if (!signal.aborted) return await this.#call('finish', {});
      await this.#call('abandon', {});
      return null;
    } catch (error) {
      if (this.#process.isRunning) await this.#call('abandon', {}).catch(() => undefined);
      // a process that died has left what it wrote
      else await removeLeftovers(path.dirname(order.folder));
      throw error;
    } finally {
      this.#busy = false;
      this.#process.end('exchange-crashed');
    }
  }

  #call<N extends keyof ExchangeCalls & string>(
    name: N,
    input: ExchangeCalls[N]['input'],
  ): Promise<ExchangeCalls[N]['output']> {
    return this.#process.call(name, input, { timeoutMs: SILENCE_LIMIT_MS, timeoutCode: 'exchange-crashed' });
  }

  #connect(): void {
    const port = this.#connectReader();
    // a process that dies meanwhile gets another line when it starts again
    void this.#process.call('connect', {}, { ports: [port] }).catch(() => undefined);
  }
}
