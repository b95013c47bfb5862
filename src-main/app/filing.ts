import path from 'node:path';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { CaseLog, CaseLogCalls } from '../caselog/index.ts';
import type { IndexEvent } from '../reading/index.ts';

/** The most that one transaction takes: the log answers nobody else meanwhile. */
const MOST_AT_ONCE = 128;

type Described = Extract<IndexEvent, { kind: 'instance' }>;
type Filed = CaseLogCalls['instance.import']['output'];

/**
 * Files what was read into the case log, in the order of reading: what has come while one transaction is written goes into
 * the next, so that the first picture is filed at once and thousands do not wait for the disk one by one.
 */
export class Filing {
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #on: FilingListener;
  #waiting: Described[] = [];
  #writing: Promise<void> | undefined;

  constructor(log: Pick<CaseLog, 'call'>, on: FilingListener) {
    this.#log = log;
    this.#on = on;
  }

  /** Takes one to be filed; how many wait now. */
  add(read: Described): number {
    this.#waiting.push(read);
    this.#writing ??= this.#write();
    return this.#waiting.length;
  }

  /** Settles when all that was taken is filed. */
  async done(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        const { filed } = await this.#log.call('instances.import', { instances: batch.map(importOf) });
        batch.forEach((read, i) => this.#end(read, filed[i] as (typeof filed)[number]));
      } catch (error) {
        const reason = sayingUnkept(toCoded(error), 'imported-file');
        for (const read of batch) this.#on.failed(read.path, reason);
      }
      this.#on.settled(this.#waiting.length);
    }
    this.#writing = undefined;
  }

  #end(read: Described, end: Filed | { error: Coded }): void {
    if ('error' in end) this.#on.failed(read.path, sayingUnkept(end.error, 'imported-file'));
    else this.#on.filed(end, read.path);
  }
}

export interface FilingListener {
  readonly filed: (filed: Filed, file: string) => void;
  readonly failed: (file: string, reason: Coded) => void;
  /** After each transaction: how many still wait. */
  readonly settled: (waiting: number) => void;
}

function importOf({ path: file, modifiedMs, description }: Described): CaseLogCalls['instance.import']['input'] {
  return { path: file, sourceName: path.basename(file), modifiedMs, description };
}
