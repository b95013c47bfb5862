import { afterStep, type LabellingState, type Step } from '../../../src-shared/annotation/labelling.ts';
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

/**
 * A labelling on the page. A step is on the screen at once and in the journal right after: steps go there one after the
 * other, each on the revision of the one before. What could not be kept stays on the screen, is said, and can be sent again;
 * undo and redo walk the journal itself, so they go on across restarts.
 */
export class LabellingSession {
  readonly open: OpenLabelling;
  state = $state.raw<LabellingState>()!;
  history = $state.raw<readonly HistoryLine[]>([]);
  /** Why the oldest waiting step is not in the journal; null: all is well. */
  failure = $state.raw<Coded | null>(null);
  /** Steps that are not in the journal yet. */
  waiting = $state(0);
  canUndo = $state(false);
  canRedo = $state(false);
  readonly masks: SliceMasks;
  /** Told after every change of what is drawn. */
  onchange: ((step: Step) => void) | null = null;
  readonly #unsent: Step[] = [];
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
    this.canUndo = true;
    this.canRedo = false;
    this.#unsent.push(step);
    this.waiting = this.#unsent.length;
    this.#run(() => this.#send());
  }

  undo(): void {
    this.#run(() => this.#walk('undo'));
  }

  redo(): void {
    this.#run(() => this.#walk('redo'));
  }

  /** Sends once more what could not be kept. */
  keepAgain(): void {
    this.failure = null;
    this.#run(() => this.#send());
  }

  /** Resolves once everything that was asked for so far has been answered. */
  settled(): Promise<void> {
    return this.#working;
  }

  /** One thing after the other. */
  #run(work: () => Promise<void>): void {
    this.#working = this.#working.then(work);
  }

  async #send(): Promise<void> {
    const { labellingId } = this.open;
    while (this.#unsent[0] && !this.failure) {
      try {
        const place = await workbench.step({ labellingId, revision: this.#revision, step: this.#unsent[0] });
        this.#unsent.shift();
        this.waiting = this.#unsent.length;
        this.#stand(place);
      } catch (thrown) {
        this.failure = toCoded(thrown);
      }
    }
  }

  async #walk(name: 'undo' | 'redo'): Promise<void> {
    // a step that is not in the journal can't be taken back there
    if (this.failure || this.#unsent.length > 0) return;
    const undoing = name === 'undo';
    if (undoing ? !this.canUndo : !this.canRedo) return;
    try {
      const { step, place } = await workbench[name]({
        labellingId: this.open.labellingId,
        revision: this.#revision,
      });
      this.#apply(step);
      const at = undoing
        ? this.history.findLastIndex(({ undone }) => !undone)
        : this.history.findIndex(({ undone }) => undone);
      this.history = this.history.map((line, i) => (i === at ? { ...line, undone: undoing } : line));
      this.#stand(place);
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  #apply(step: Step): void {
    this.state = afterStep(this.state, step, this.pixels);
    this.masks.follow(this.state, step);
    this.onchange?.(step);
  }

  #stand(place: JournalPlace): void {
    this.#revision = place.revision;
    if (this.#unsent.length > 0) return;
    this.canUndo = place.canUndo;
    this.canRedo = place.canRedo;
  }
}
