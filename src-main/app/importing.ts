import path from 'node:path';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { ImportProgress } from '../../src-shared/contract/records.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { IndexEvent, Reader } from '../reading/index.ts';
import { nextJobId } from './jobs.ts';

const MOST_FAILURES_LISTED = 200;
const TELL_EVERY_MS = 120;

interface Running {
  readonly jobId: JobId;
  cancel: () => void;
}

/**
 * Brings files and folders into the case log. Each file that is read is filed at once, so that a stop in the middle keeps
 * what was read and half-imports nothing; a file that can't be filed is told with its name and code, and the rest goes on.
 */
export class Importing {
  readonly #reader: Pick<Reader, 'index'>;
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #tell: (progress: ImportProgress) => void;
  readonly #running = new Map<JobId, Running>();

  constructor(
    rooms: { reader: Pick<Reader, 'index'>; log: Pick<CaseLog, 'call'> },
    tell: (progress: ImportProgress) => void,
  ) {
    this.#reader = rooms.reader;
    this.#log = rooms.log;
    this.#tell = tell;
  }

  /** Starts importing; progress and end come as `import.progress`. */
  start(roots: string[]): JobId {
    const jobId = nextJobId();
    void this.#run(jobId, roots);
    return jobId;
  }

  cancel(jobId: JobId): void {
    this.#running.get(jobId)?.cancel();
  }

  async #run(jobId: JobId, roots: string[]): Promise<void> {
    const progress: ImportProgress = {
      jobId,
      found: 0,
      read: 0,
      failed: [],
      failedCount: 0,
      caseIds: [],
      state: 'running',
      reason: null,
    };
    const cases = new Set<CaseId>();
    let cancelled = false;
    let lastTold = 0;
    const tell = (force: boolean) => {
      const now = performance.now();
      if (!force && now - lastTold < TELL_EVERY_MS) return;
      lastTold = now;
      progress.caseIds = [...cases];
      this.#tell({ ...progress, failed: [...progress.failed] });
    };
    const fail = (file: string, reason: Coded) => {
      progress.failedCount += 1;
      if (progress.failed.length < MOST_FAILURES_LISTED) progress.failed.push({ name: path.basename(file), reason });
    };

    // Filed one after the other in the order of reading; reading does not wait for it.
    let filing: Promise<void> = Promise.resolve();
    const file = async (event: Extract<IndexEvent, { kind: 'instance' }>) => {
      try {
        const { caseId } = await this.#log.call('instance.import', {
          path: event.path,
          sourceName: path.basename(event.path),
          modifiedMs: event.modifiedMs,
          description: event.description,
        });
        progress.read += 1;
        cases.add(caseId);
      } catch (error) {
        fail(event.path, toCoded(error));
      }
      tell(false);
    };

    const indexing = this.#reader.index(roots, (event) => {
      if (event.kind === 'found') progress.found = event.found;
      else if (event.kind === 'failed') fail(event.path, event.error);
      else filing = filing.then(() => file(event));
      tell(false);
    });
    this.#running.set(jobId, {
      jobId,
      cancel: () => {
        cancelled = true;
        indexing.cancel();
      },
    });
    tell(true);
    try {
      await indexing.done;
    } catch (error) {
      progress.reason = toCoded(error);
    }
    await filing;
    this.#running.delete(jobId);
    progress.state = cancelled ? 'cancelled' : 'done';
    if (!cancelled && progress.read === 0) progress.reason ??= { code: 'nothing-readable', details: {} };
    tell(true);
  }
}
