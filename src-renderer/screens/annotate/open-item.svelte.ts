import type { WorkState } from '../../../src-shared/annotation/labelling.ts';
import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ItemId } from '../../../src-shared/contract/ids.ts';
import { program } from '../../app/program.svelte.ts';
import { workbench } from '../../app/workbench.ts';
import { enterStage } from '../../stage/cornerstone.ts';
import { variableColour } from '../../stage/mask-picture.ts';
import { ActiveTime } from './active-time.ts';
import { Bench } from './bench.svelte.ts';
import type { DatasetItems } from './dataset-items.svelte.ts';
import { ItemsAhead } from './items-ahead.ts';
import type { Kit } from './kit.svelte.ts';
import { ModelHelp } from './model-help.svelte.ts';
import { Questions } from './questions.svelte.ts';
import { readingsOf, type ReadBy } from './readings.ts';
import { readingStep } from './reading-step.ts';

interface Surroundings {
  readonly items: () => DatasetItems;
  readonly kit: Kit;
  readonly writable: () => boolean;
  /** Another item is to be opened. */
  readonly onitem: (itemId: ItemId) => void;
  /** How far the item is has changed. */
  readonly onchanged: () => void;
}

/** The item that is open: its labelling, what others said of it, and going on from it to the next. */
export class OpenItem {
  bench = $state.raw<Bench | null>(null);
  questions = $state.raw<Questions | null>(null);
  help = $state.raw<ModelHelp | null>(null);
  state = $state<WorkState>('to-do');
  /** Why it is not open. */
  failure = $state.raw<Coded | null>(null);
  /** Why it is not done. */
  unfinished = $state.raw<Coded | null>(null);
  /** What others said of it, as far as it may be seen. */
  readings = $state.raw<readonly ReadBy[]>([]);
  comparing = $state(false);
  readonly #around: Surroundings;
  readonly #ahead = new ItemsAhead();
  #leave: (() => void) | null = null;
  #turn = 0;
  #time: ActiveTime | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** The labelling as it was opened; null: none is. */
  get open(): OpenLabelling | null {
    return this.bench?.session.open ?? null;
  }

  /** Opens an item; what was asked for last stays. */
  async show(wanted: ItemId): Promise<void> {
    const mine = ++this.#turn;
    this.#time?.tell();
    this.failure = null;
    this.unfinished = null;
    try {
      const opened = await this.#ahead.open(wanted);
      if (mine !== this.#turn) return;
      const before = this.#leave;
      this.#leave = enterStage(opened.instances).leave;
      before?.();
      this.#put(opened);
      void this.#lookAhead(opened);
      await this.#compareWith(opened, mine);
    } catch (thrown) {
      if (mine !== this.#turn) return;
      this.#empty();
      this.failure = toCoded(thrown);
    }
  }

  /** Somebody else is signed in: nobody sees what another reader drew, on the screen or read ahead. */
  forget(): void {
    this.#ahead.forget();
    this.#time?.tell();
    this.#time = null;
    this.#empty();
    this.readings = [];
  }

  close(): void {
    this.#turn += 1;
    this.#time?.tell();
    this.#ahead.forget();
    this.#leave?.();
  }

  /** A person does something. */
  moved(): void {
    this.#time?.moved();
  }

  /** Goes to the item behind or before. */
  async step(by: 1 | -1): Promise<void> {
    const { open } = this;
    if (!open) return;
    const next = await this.#around.items().itemAt(open.item.position + by);
    if (next) this.#around.onitem(next.id);
  }

  /** Goes to the next item that is not done, by the order that was chosen. */
  async nextOpen(): Promise<void> {
    const { open } = this;
    if (!open) return;
    this.unfinished = null;
    try {
      const { datasetId, position } = open.item;
      const { next } = await workbench.next({ datasetId, order: this.#around.kit.order, after: position });
      if (next) this.#around.onitem(next.itemId);
    } catch (thrown) {
      this.unfinished = toCoded(thrown);
    }
  }

  /** Says how far it is, and goes on where it is done. */
  async finish(wanted: Exclude<WorkState, 'to-do'>): Promise<void> {
    const here = this.bench;
    if (!here) return;
    this.unfinished = null;
    await here.session.settled();
    if (here.session.failure) return;
    try {
      await workbench.finish({ labellingId: here.session.open.labellingId, state: wanted });
      this.state = wanted;
      this.#around.onchanged();
      if (wanted === 'done') await this.nextOpen();
    } catch (thrown) {
      this.unfinished = toCoded(thrown);
    }
  }

  /** Takes another's reading over; one that is approved is the last word. */
  async take(reading: ReadBy, approved: boolean): Promise<void> {
    const session = this.bench?.session;
    if (!session) return;
    session.take(readingStep(session.state, session.open.schema, session.pixels, reading.state));
    if (approved) await this.finish('done');
  }

  #put(opened: OpenLabelling): void {
    const keepsSegment = this.bench?.segment?.key;
    const { kit, writable } = this.#around;
    const made = new Bench(opened, kit, writable, () => variableColour(document.documentElement, '--machine'));
    made.segment = opened.schema.segments.find(({ key }) => key === keepsSegment) ?? made.segment;
    this.bench = made;
    this.questions = new Questions(made, writable);
    this.help = new ModelHelp(made);
    this.state = opened.state;
    if (opened.restored) program.notify(opened.restored);
    const { labellingId } = opened;
    this.#time = new ActiveTime((seconds) => {
      void workbench.addTime({ labellingId, seconds: Math.min(3600, seconds) }).catch(() => undefined);
    });
  }

  #empty(): void {
    this.bench = null;
    this.questions = null;
    this.help = null;
  }

  /** Other readers' words are for an adjudicator, and for everybody where nobody is blinded. */
  async #compareWith({ item, role }: OpenLabelling, mine: number): Promise<void> {
    this.readings = [];
    if (role !== 'adjudication' && (this.#around.items().at(item.position)?.others.length ?? 0) === 0) return;
    try {
      const read = await readingsOf(item.id);
      if (mine !== this.#turn) return;
      this.readings = read;
      this.comparing = role === 'adjudication' && read.length > 1;
    } catch {
      // a blinded reader sees none
    }
  }

  /** The next item is read while a person looks at this one. */
  async #lookAhead({ item }: OpenLabelling): Promise<void> {
    const next = await this.#around.items().itemAt(item.position + 1);
    if (next && next.id !== item.id) await this.#ahead.prepare(next.id);
  }
}
