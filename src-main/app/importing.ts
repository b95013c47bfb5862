import path from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { CaseId, InstanceId, JobId } from '../../src-shared/contract/ids.ts';
import type { ImportProgress } from '../../src-shared/contract/records.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { IndexEvent, Reader } from '../reading/index.ts';
import { Filing } from './filing.ts';
import { FilingDocuments } from './filing-documents.ts';
import { ImportJob } from './import-job.ts';
import { nextJobId } from './jobs.ts';
import { SeenBefore } from './seen-before.ts';

/** How much may wait to be filed before reading rests, and how little before it goes on. */
const MOST_WAITING = 2000;
const FEW_WAITING = 500;

interface Running {
  readonly cancel: () => void;
  readonly pause: (paused: boolean) => void;
}

/**
 * Brings files and folders into the case log. What is read is filed while reading goes on, so that a stop in the middle
 * keeps what was read and half-imports nothing; a file that can't be filed is told with its name and code, and the rest
 * goes on. A file that was read before and is as it was is not opened again; one that has gone is told.
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

  /**
   * Starts importing; progress and end come as `import.progress`.
   *
   * @param ended told the cases that were touched, before the end is
   */
  start(roots: string[], ended?: (caseIds: CaseId[]) => Promise<void>): JobId {
    const jobId = nextJobId();
    void this.#run(
      jobId,
      roots.map((root) => path.resolve(root)),
      ended,
    );
    return jobId;
  }

  cancel(jobId: JobId): void {
    this.#running.get(jobId)?.cancel();
  }

  /** Lets an import rest after the files in hand, or go on. */
  pause(jobId: JobId, paused: boolean): void {
    this.#running.get(jobId)?.pause(paused);
  }

  async #run(jobId: JobId, roots: string[], ended?: (caseIds: CaseId[]) => Promise<void>): Promise<void> {
    const job = new ImportJob(jobId, this.#tell);
    let stop: () => void = () => undefined;
    const wanted = { cancelled: false, paused: false, behind: false };
    let rest: (paused: boolean) => void = () => undefined;
    this.#running.set(jobId, {
      cancel: () => {
        wanted.cancelled = true;
        stop();
      },
      pause: (paused) => {
        wanted.paused = paused;
        rest(paused || wanted.behind);
      },
    });
    job.tell(true);

    const met = new Set<InstanceId>();
    const took = (caseId: CaseId, instanceId: InstanceId, file: string) => {
      if (met.has(instanceId)) job.copied(file);
      met.add(instanceId);
      job.took(caseId);
    };
    const seen = await this.#seen(roots);
    const filing = new Filing(this.#log, {
      filed: ({ caseId, instanceId }, file) => {
        seen.filed(instanceId);
        took(caseId, instanceId, file);
      },
      failed: (file, reason) => job.failed(file, reason),
      settled: (waiting) => {
        if (!wanted.behind || waiting > FEW_WAITING) return;
        wanted.behind = false;
        rest(wanted.paused);
      },
    });
    const documents = new FilingDocuments(this.#log, {
      filed: (caseId) => job.took(caseId),
      failed: (file, reason) => job.failed(file, reason),
    });
    const hear = (event: IndexEvent) => {
      if (event.kind === 'found') return job.found(event.found);
      seen.meet(event.path);
      if (event.kind === 'failed') {
        if (roots.includes(event.path)) seen.lose(event.path);
        job.failed(event.path, sayingUnkept(event.error, 'imported-file'));
      } else if (event.kind === 'document') {
        documents.add(event);
      } else if (filing.add(event) > MOST_WAITING && !wanted.behind) {
        wanted.behind = true;
        rest(true);
      }
    };
    const onUnchanged = (file: string) => {
      const known = seen.meet(file);
      if (known) took(known.caseId, known.instanceId, file);
    };
    if (!wanted.cancelled) {
      const indexing = this.#reader.index(roots, hear, { known: seen.files, onUnchanged });
      stop = () => indexing.cancel();
      rest = (paused) => indexing.pause(paused);
      if (wanted.paused) rest(true);
      try {
        const { found } = await indexing.done;
        await filing.done();
        if (!wanted.cancelled) {
          job.found(found);
          await this.#tellGone(seen, job);
        }
      } catch (error) {
        job.stopped(sayingUnkept(toCoded(error), 'import'));
      }
    }
    await filing.done();
    await documents.done();
    // what was read is filed, also of an import that was cancelled
    await ended?.(job.caseIds).catch((error: unknown) => job.stopped(sayingUnkept(toCoded(error), 'import')));
    this.#running.delete(jobId);
    job.end(wanted.cancelled);
  }

  /** What the log remembers of these places; without it everything is read. */
  async #seen(roots: string[]): Promise<SeenBefore> {
    try {
      const { files } = await this.#log.call('files.seen', { roots });
      return new SeenBefore(files);
    } catch {
      return new SeenBefore([]);
    }
  }

  async #tellGone(seen: SeenBefore, job: ImportJob): Promise<void> {
    const { gone, moved } = seen.unmet();
    for (const file of gone) job.failed(file, { code: 'source-gone', details: {} });
    const paths = [...gone, ...moved];
    if (paths.length > 0) await this.#log.call('files.forget', { paths }).catch(() => undefined);
  }
}
