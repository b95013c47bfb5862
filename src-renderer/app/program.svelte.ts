import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId, ModelId } from '../../src-shared/contract/ids.ts';
import type {
  AnalysisEnd,
  AnalysisProgress,
  AppState,
  OpenCase,
  Settings,
  StorageState,
} from '../../src-shared/contract/records.ts';
import type { ReportDraft } from '../../src-shared/findings/report.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { call, on } from './bridge.ts';
import type { Followed } from './followed.ts';
import { language } from './language.svelte.ts';

/** The rooms of the program. */
export type Route = 'worklist' | 'viewer' | 'report' | 'annotate' | 'models' | 'evaluate' | 'settings';

/** Why a question to a network was not answered, and which network it was; null: it is about the asking. */
export interface Failure {
  readonly reason: Coded;
  readonly modelId: ModelId | null;
}

/** Whose case a tab holds; never used to name what is on the screen, which only `openCase` does. */
export interface TabName {
  readonly identity: Identity;
  readonly sourceName: string;
}

/**
 * What the whole page shares: the program's state, the room, and the open cases. One rule stands over it: what is shown
 * belongs to the active case. Switching empties `openCase` first, and an answer that comes for another case, or from
 * before the switch, is dropped.
 */
class Program {
  #state = $state<AppState>();
  /** Changes when rows of the worklist may have: results, judgements, signatures. */
  worklistRevision = $state(0);
  route = $state<Route>('worklist');
  tabs = $state<CaseId[]>([]);
  activeCaseId = $state<CaseId | null>(null);
  openCase = $state.raw<OpenCase | null>(null);
  /** Why the active case could not be opened or read again. */
  openFailure = $state.raw<Coded | null>(null);
  /** Things to know that belong to no place on the screen. */
  notices = $state.raw<readonly Coded[]>([]);
  readonly tabNames = new SvelteMap<CaseId, TabName>();
  /** All questions that wait or run, in the order of asking. */
  readonly queue = new SvelteMap<JobId, Followed>();
  /** Seconds that one of them took of late; null: none has ended yet. */
  #secondsEach = $state<number | null>(null);
  readonly #begun = new Map<JobId, number>();
  readonly lastFailure = new SvelteMap<CaseId, Failure>();
  /** Every switch and every reading of a case gets the next number; only the answer to the newest counts. */
  #turn = 0;

  /** The program's state as main told it at the start. */
  get state(): AppState {
    if (!this.#state) throw new Error('the program has not started');
    return this.#state;
  }

  /** Takes over main's state and listens to its events; once, before anything is shown. */
  start(state: AppState): void {
    this.#state = state;
    this.notices = state.notices;
    this.#store(state.storage);
    this.#dress(state.settings);
    on('storage.changed', (storage) => this.#store(storage));
    on('notice', (notice) => this.notify(notice));
    on('analysis.progress', (progress) => this.#follow(progress));
    on('analysis.end', (end) => this.#endAnalysis(end));
    void this.#hearQueue();
  }

  /** Goes to a room. Viewer and report need an open case; without one nothing happens. */
  goTo(route: Route): void {
    if ((route === 'viewer' || route === 'report') && this.activeCaseId === null) return;
    this.route = route;
  }

  /**
   * Remembers what is being typed into a case's report, so that leaving the room and coming back finds it. Nobody is told:
   * whoever typed it has it on the screen.
   */
  noteDraft(caseId: CaseId, draft: ReportDraft): void {
    if (this.openCase?.caseId === caseId) this.openCase.draft = draft;
  }

  /** Makes a case the active one, in its own tab, and reads it. */
  select(caseId: CaseId): void {
    if (!this.tabs.includes(caseId)) this.tabs.push(caseId);
    if (this.activeCaseId === caseId && this.openCase !== null) return;
    this.activeCaseId = caseId;
    this.openCase = null;
    void this.#read(caseId);
  }

  /** Closes a case's tab; its neighbour becomes the active case, or none. */
  close(caseId: CaseId): void {
    const index = this.tabs.indexOf(caseId);
    if (index < 0) return;
    this.tabs.splice(index, 1);
    this.tabNames.delete(caseId);
    if (this.activeCaseId !== caseId) return;
    this.#turn += 1;
    this.activeCaseId = null;
    this.openCase = null;
    this.openFailure = null;
    const next = this.tabs[index] ?? this.tabs[index - 1];
    if (next !== undefined) this.select(next);
    else if (this.route === 'viewer' || this.route === 'report') this.route = 'worklist';
  }

  /** Goes `by` tabs to the right, round the end. */
  selectNext(by: 1 | -1): void {
    if (this.tabs.length === 0) return;
    const index = this.activeCaseId === null ? -1 : this.tabs.indexOf(this.activeCaseId);
    this.select(this.tabs[(index + by + this.tabs.length) % this.tabs.length]!);
  }

  /** Reads the active case again, after something about it was written. What is shown stays until the answer is there. */
  async reload(): Promise<void> {
    this.worklistRevision += 1;
    if (this.activeCaseId !== null) await this.#read(this.activeCaseId);
  }

  /** Changes settings and shows the program by them. Throws CodedError. */
  async changeSettings(change: Partial<Settings>): Promise<void> {
    const settings = await call('settings.change', change);
    this.state.settings = settings;
    this.#dress(settings);
    if (change.readFirst !== undefined) await this.reload();
  }

  /** Shows something that belongs to no place on the screen; the same code is shown once, as it came last. */
  notify(notice: Coded): void {
    this.notices = [...this.notices.filter(({ code }) => code !== notice.code), notice];
  }

  /** Takes a notice off the screen. */
  dismiss(notice: Coded): void {
    this.notices = this.notices.filter((candidate) => candidate !== notice);
  }

  async #read(caseId: CaseId): Promise<void> {
    const turn = ++this.#turn;
    this.openFailure = null;
    let answer: OpenCase | undefined;
    let failure: Coded | undefined;
    try {
      answer = await call('case.open', { caseId });
    } catch (thrown) {
      failure = toCoded(thrown);
    }
    if (turn !== this.#turn || this.activeCaseId !== caseId) return;
    if (failure) {
      this.openFailure = failure;
      return;
    }
    if (!answer || answer.caseId !== caseId) {
      this.openCase = null;
      this.openFailure = { code: 'patient-mismatch', details: {} };
      return;
    }
    this.openCase = answer;
    this.tabNames.set(caseId, { identity: answer.identity, sourceName: answer.sourceName });
  }

  /** The questions about a case that wait or run: what runs first, then in the order of asking. */
  questionsOf(caseId: CaseId): readonly Followed[] {
    const own = [...this.queue.values()].filter((each) => each.caseId === caseId);
    const waits = ({ stage }: Followed) => stage === 'queued';
    return [...own.filter((each) => !waits(each)), ...own.filter(waits)];
  }

  /** What the queue will take, by what its members took before; null: nobody knows yet. */
  get queueSecondsLeft(): number | null {
    return this.#secondsEach === null ? null : this.#secondsEach * this.queue.size;
  }

  /** What waits or runs since before there was a page to hear of it. What is told meanwhile is newer. */
  async #hearQueue(): Promise<void> {
    const ended: JobId[] = [];
    const stop = on('analysis.end', ({ jobId }) => ended.push(jobId));
    try {
      const { questions } = await call('analysis.queue', {});
      for (const question of questions) {
        if (!ended.includes(question.jobId) && !this.queue.has(question.jobId)) this.#follow(question);
      }
    } catch {
      // each is told of when it goes on
    } finally {
      stop();
    }
  }

  #follow(progress: AnalysisProgress): void {
    const { jobId, caseId, stage } = progress;
    // what failed stays to be read until something new is asked, not until another question of the case goes on
    if (!this.queue.has(jobId)) this.lastFailure.delete(caseId);
    this.queue.set(jobId, { ...progress, heardAt: performance.now() });
    if (stage !== 'queued' && !this.#begun.has(jobId)) this.#begun.set(jobId, performance.now());
  }

  #endAnalysis(end: AnalysisEnd): void {
    this.queue.delete(end.jobId);
    const began = this.#begun.get(end.jobId);
    this.#begun.delete(end.jobId);
    if (began !== undefined && end.outcome === 'stored') {
      const seconds = (performance.now() - began) / 1000;
      this.#secondsEach = this.#secondsEach === null ? seconds : 0.7 * this.#secondsEach + 0.3 * seconds;
    }
    // what the log keeps is read from there
    if (end.outcome === 'failed' && end.reason && !end.kept) {
      this.lastFailure.set(end.caseId, { reason: end.reason, modelId: end.modelId });
    }
    this.worklistRevision += 1;
    const written = end.outcome === 'stored' || end.kept === true;
    if (written && end.caseId === this.activeCaseId) void this.#read(end.caseId);
  }

  /** Whether work can be kept is nobody's guess: what stands against it is shown at once, and gone when it is. */
  #store(storage: StorageState): void {
    const before = this.state.storage.reason;
    this.notices = this.notices.filter(({ code }) => code !== before?.code);
    this.state.storage = storage;
    if (storage.reason) this.notify(storage.reason);
  }

  #dress(settings: Settings): void {
    language.now = settings.language;
    document.documentElement.dataset['theme'] = settings.theme;
  }
}

/** The one program on the page. */
export const program = new Program();
