import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { ImportProgress, SampleStudy } from '../../src-shared/contract/records.ts';
import { call, importDropped, on } from './bridge.ts';
import { program, type Route } from './program.svelte.ts';

interface Beginning {
  readonly route: Route;
  readonly activeCaseId: CaseId | null;
}

/** The imports of the moment and the last ones that ended, until they are taken off the screen. */
class Imports {
  readonly jobs = new SvelteMap<JobId, ImportProgress>();
  /** Those of the running ones that rest. */
  readonly paused = new SvelteSet<JobId>();
  /** Why an import did not even begin. */
  failure = $state.raw<Coded | null>(null);
  readonly #beginnings = new Map<JobId, Beginning>();

  /** Listens to imports; once, at the start of the page. */
  start(): void {
    on('import.progress', (progress) => this.#take(progress));
  }

  /** Lets the person choose files or a folder, and reads them. The import that began; null: none did. */
  async choose(kind: 'files' | 'folder'): Promise<JobId | null> {
    const begun = await this.#begin(() => call('import.choose', { kind }));
    return begun?.jobId ?? null;
  }

  /** Reads a study that ships with the program. */
  async sample(study: SampleStudy): Promise<void> {
    await this.#begin(() => call('import.sample', { study }));
  }

  /** Reads files and folders that were dropped on the window. */
  async drop(files: File[]): Promise<void> {
    if (files.length > 0) await this.#begin(() => importDropped(files));
  }

  /** Stops an import after the file in hand. */
  async cancel(jobId: JobId): Promise<void> {
    try {
      await call('import.cancel', { jobId });
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** Lets an import rest after the files in hand, or go on. */
  async pause(jobId: JobId, paused: boolean): Promise<void> {
    try {
      await call('import.pause', { jobId, paused });
      if (paused) this.paused.add(jobId);
      else this.paused.delete(jobId);
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** Takes an import that ended off the screen. */
  dismiss(jobId: JobId): void {
    this.jobs.delete(jobId);
  }

  async #begin<T>(ask: () => Promise<T>): Promise<T | null> {
    this.failure = null;
    for (const [jobId, job] of this.jobs) if (job.state !== 'running') this.jobs.delete(jobId);
    try {
      return await ask();
    } catch (thrown) {
      this.failure = toCoded(thrown);
      return null;
    }
  }

  #take(progress: ImportProgress): void {
    const { jobId } = progress;
    const begun = this.#beginnings.get(jobId) ?? { route: program.route, activeCaseId: program.activeCaseId };
    this.#beginnings.set(jobId, begun);
    const before = this.jobs.get(jobId)?.caseIds.length ?? 0;
    this.jobs.set(jobId, progress);
    if (progress.caseIds.length !== before || progress.state !== 'running') program.worklistRevision += 1;
    if (progress.state === 'running') return;
    this.#beginnings.delete(jobId);
    this.paused.delete(jobId);
    if (progress.state === 'done') this.#openOnlyCase(progress, begun);
  }

  /**
   * Opens the one case that came of an import, unless the person has turned to something else meanwhile or is writing
   * a report or labelling: nobody's patient changes under their hands.
   */
  #openOnlyCase(progress: ImportProgress, begun: Beginning): void {
    const [caseId, ...others] = progress.caseIds;
    if (caseId === undefined || others.length > 0) return;
    if (program.route !== begun.route || program.activeCaseId !== begun.activeCaseId) return;
    if (begun.route === 'report' || begun.route === 'annotate') return;
    if (progress.failedCount === 0 && progress.notes.length === 0) this.jobs.delete(progress.jobId);
    const again = program.activeCaseId === caseId;
    program.select(caseId);
    if (again) void program.reload();
    program.goTo('viewer');
  }
}

/** The imports on the page. */
export const imports = new Imports();
