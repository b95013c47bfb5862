import { afterStep, inverse, type LabellingState, type Step } from '../../../src-shared/annotation/labelling.ts';
import type { JournalPlace, OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import { workbench } from '../../app/workbench.ts';
import { stateOf } from './labelling-state.ts';
import { SliceMasks } from './slice-masks.ts';

/** A line of the history: what was done, and whether it was undone and waits to be redone. */
export interface HistoryLine {
  readonly name: string;
  readonly undone: boolean;
}

/** How many lines of history are held on the page; the journal has them all. */
const MOST_LINES = 500;

/** What the journal has not been told yet. */
interface Waiting {
  readonly kind: 'step' | 'undo' | 'redo';
  /** Null: a step of an earlier run, which only the journal knows. */
  readonly step: Step | null;
}

/**
 * A labelling on the page. What a person does is on the screen at once and in the journal right after: steps, undoing and
 * redoing go there one after the other, each on the revision of the one before. What could not be kept stays on the screen,
 * is said, and can be sent again. Undo and redo walk the journal itself, so they go on across restarts; steps that the page
 * still knows are taken back on the screen before the journal answers.
 */
export class LabellingSession {
  readonly open: OpenLabelling;
  state = $state.raw<LabellingState>()!;
  history = $state.raw<readonly HistoryLine[]>([]);
  /** Why the oldest thing that waits is not in the journal; null: all is well. */
  failure = $state.raw<Coded | null>(null);
  /** How many things are not in the journal yet. */
  waiting = $state(0);
  canUndo = $state(false);
  canRedo = $state(false);
  readonly masks: SliceMasks;
  /** Told after every change of what is drawn. */
  onchange: ((step: Step) => void) | null = null;
  readonly #waiting: Waiting[] = [];
  /** Steps of the page that undo would take back, the last first to go, and those that wait to be redone. */
  readonly #done: Step[] = [];
  readonly #undone: Step[] = [];
  #revision: number;
  #working: Promise<void> = Promise.resolve();

  constructor(open: OpenLabelling) {
    this.open = open;
    this.state = stateOf(open.content);
    this.history = open.history;
    this.#revision = open.place.revision;
    this.canUndo = open.place.canUndo;
    this.canRedo = open.place.canRedo;
    this.masks = new SliceMasks(open.item.rows, open.item.columns);
  }

  /** Where the journal stood when it last answered. */
  get revision(): number {
    return this.#revision;
  }

  /** Rows × columns of a slice. */
  get pixels(): number {
    return this.open.item.rows * this.open.item.columns;
  }

  /** Takes a step: shown at once, kept as soon as those before it are. Null does nothing. */
  take(step: Step | null): void {
    if (!step) return;
    this.#apply(step);
    this.history = [...this.history.filter(({ undone }) => !undone), { name: step.name, undone: false }].slice(
      -MOST_LINES,
    );
    this.#done.push(step);
    this.#undone.length = 0;
    this.canUndo = true;
    this.canRedo = false;
    this.#wait({ kind: 'step', step });
  }

  undo(): void {
    if (!this.canUndo || this.failure) return;
    const step = this.#asksJournal ? null : (this.#done.pop() ?? null);
    if (step) {
      this.#undone.push(step);
      this.#walked('undo', inverse(step));
    }
    this.#wait({ kind: 'undo', step });
  }

  redo(): void {
    if (!this.canRedo || this.failure) return;
    const step = this.#asksJournal ? null : (this.#undone.pop() ?? null);
    if (step) {
      this.#done.push(step);
      this.#walked('redo', step);
    }
    this.#wait({ kind: 'redo', step });
  }

  /** Sends once more what could not be kept. */
  keepAgain(): void {
    this.failure = null;
    this.#working = this.#working.then(() => this.#send());
  }

  /** Resolves once everything that was done so far has been answered. */
  settled(): Promise<void> {
    return this.#working;
  }

  #wait(one: Waiting): void {
    this.#waiting.push(one);
    this.waiting = this.#waiting.length;
    this.#working = this.#working.then(() => this.#send());
  }

  async #send(): Promise<void> {
    while (this.#waiting[0] && !this.failure) {
      try {
        const place = await this.#tell(this.#waiting[0]);
        this.#waiting.shift();
        this.waiting = this.#waiting.length;
        this.#revision = place.revision;
        // while more waits, the page knows better
        if (this.#waiting.length > 0) continue;
        this.canUndo = place.canUndo;
        this.canRedo = place.canRedo;
      } catch (thrown) {
        this.failure = toCoded(thrown);
      }
    }
  }

  async #tell({ kind, step }: Waiting): Promise<JournalPlace> {
    const { labellingId } = this.open;
    const revision = this.#revision;
    if (kind === 'step') return workbench.step({ labellingId, revision, step: step! });
    const taken = await workbench[kind]({ labellingId, revision });
    if (step) return taken.place;
    this.#walked(kind, taken.step);
    if (kind === 'undo') {
      this.#done.pop();
      this.#undone.push(inverse(taken.step));
    } else {
      this.#undone.pop();
      this.#done.push(taken.step);
    }
    return taken.place;
  }

  /** Only the journal's answer says what comes next. */
  get #asksJournal(): boolean {
    return this.#waiting.some(({ step }) => step === null);
  }

  /** Undoing or redoing was done on the screen. */
  #walked(kind: 'undo' | 'redo', step: Step): void {
    this.#apply(step);
    const undoing = kind === 'undo';
    const at = undoing
      ? this.history.findLastIndex(({ undone }) => !undone)
      : this.history.findIndex(({ undone }) => undone);
    this.history = this.history.map((line, i) => (i === at ? { ...line, undone: undoing } : line));
    if (undoing) this.canRedo = true;
    else this.canUndo = true;
  }

  #apply(step: Step): void {
    this.state = afterStep(this.state, step, this.pixels);
    this.masks.follow(this.state, step);
    this.onchange?.(step);
  }
}
