import path from 'node:path';
import type { Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { ImportProgress } from '../../src-shared/contract/records.ts';
import { listedNames } from '../../src-shared/imaging/file-names.ts';

const MOST_FAILURES_LISTED = 200;
const MOST_NAME = 300;
/** More than a sentence names, as copies often have the same name. */
const MOST_COPIES_NAMED = 50;
const TELL_EVERY_MS = 120;
/** A longer list of cases is told less often: it is part of every message. */
const TELL_A_CASE_MS = 0.05;

/** What the page is told of one import: at once, then now and then, and at last. */
export class ImportJob {
  readonly #tellPage: (progress: ImportProgress) => void;
  readonly #progress: ImportProgress;
  readonly #cases = new Set<CaseId>();
  #copies = 0;
  readonly #copyNames: string[] = [];
  #lastTold = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(jobId: JobId, tellPage: (progress: ImportProgress) => void) {
    this.#tellPage = tellPage;
    this.#progress = {
      jobId,
      found: 0,
      read: 0,
      failed: [],
      failedCount: 0,
      notes: [],
      caseIds: [],
      state: 'running',
      reason: null,
    };
  }

  found(found: number): void {
    this.#progress.found = found;
    this.tell(false);
  }

  took(caseId: CaseId): void {
    this.#progress.read += 1;
    this.#cases.add(caseId);
    this.tell(false);
  }

  /** The page learns a file's name, never its path. */
  failed(file: string, reason: Coded): void {
    const progress = this.#progress;
    progress.failedCount += 1;
    if (progress.failed.length < MOST_FAILURES_LISTED) {
      progress.failed.push({ name: path.basename(file).slice(0, MOST_NAME), reason });
    }
    this.tell(false);
  }

  /** A file that is a copy of one that this import has met: its image is listed once. */
  copied(file: string): void {
    this.#copies += 1;
    if (this.#copyNames.length < MOST_COPIES_NAMED) this.#copyNames.push(path.basename(file));
    const details = { count: this.#copies, files: listedNames(this.#copyNames) };
    this.#progress.notes = [{ code: 'instance-duplicate', details }];
  }

  stopped(reason: Coded): void {
    this.#progress.reason = reason;
  }

  /** Cases that the import has touched so far. */
  get caseIds(): CaseId[] {
    return [...this.#cases];
  }

  end(cancelled: boolean): void {
    const progress = this.#progress;
    progress.state = cancelled ? 'cancelled' : 'done';
    if (!cancelled && progress.read === 0) progress.reason ??= { code: 'nothing-readable', details: {} };
    this.tell(true);
  }

  tell(now: boolean): void {
    const wait = TELL_EVERY_MS + this.#cases.size * TELL_A_CASE_MS - (performance.now() - this.#lastTold);
    if (!now && wait > 0) {
      this.#timer ??= setTimeout(() => this.tell(true), wait).unref();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastTold = performance.now();
    this.#progress.caseIds = [...this.#cases];
    this.#tellPage({ ...this.#progress, failed: [...this.#progress.failed] });
  }
}
