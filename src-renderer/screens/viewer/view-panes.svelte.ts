import type { MprSession } from '../../stage/mpr-session.svelte.ts';
import type { MprPlane } from '../../stage/mpr-view.svelte.ts';
import type { PaneState } from '../../stage/pane-state.ts';
import type { PicturePane } from '../../stage/picture-pane.ts';
import { StageView } from '../../stage/view.svelte.ts';
import type { SetId } from './case-sets.ts';

/** Rows and columns of panes. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
}

export const LAYOUTS: readonly Layout[] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 2, columns: 1 },
  { rows: 1, columns: 3 },
  { rows: 2, columns: 2 },
  { rows: 2, columns: 3 },
  { rows: 3, columns: 3 },
];

/** What a pane is to show, and how it was left. */
export interface Hung {
  readonly setId: SetId | null;
  readonly state: PaneState | null;
}

/** One place for a picture: which display set, from which frame on, and what is on the screen there. */
export class ViewPane {
  readonly id: number;
  /** Null: nothing was put here yet. */
  setId = $state<SetId | null>(null);
  /** Frame of the stack to begin with. */
  start = $state(0);
  /** How the picture was left the last time; null: as it is first seen. */
  before: PaneState | null = null;
  view = $state.raw(new StageView());
  pane = $state.raw<PicturePane | null>(null);
  /** A plane through the set's volume; null: the slices as they were acquired. */
  plane = $state<MprPlane | null>(null);
  /** The set whose picture `pane` has. */
  #of: SetId | null = null;

  constructor(id: number, { setId, state }: Hung) {
    this.id = id;
    this.setId = setId;
    this.before = state;
    this.start = state?.index ?? 0;
  }

  /** Puts a display set here, or goes to a frame of the one that is here already. */
  show(setId: SetId, from = 0, state: PaneState | null = null): void {
    if (setId === this.setId && this.plane === null) {
      this.pane?.goTo(from);
      return;
    }
    this.view = new StageView();
    this.start = from;
    this.before = state;
    this.setId = setId;
    this.plane = null;
  }

  /** Shows the set's volume in a plane. */
  showPlane(setId: SetId, plane: MprPlane): void {
    this.view = new StageView();
    this.setId = setId;
    this.plane = plane;
  }

  /** A picture of this display set is in the pane. */
  opened(pane: PicturePane, setId: SetId): void {
    this.pane = pane;
    this.#of = setId;
  }

  /** It leaves the pane; how it was left is kept, unless another set has taken its place. */
  closed(pane: PicturePane): void {
    if (this.pane !== pane) return;
    if (this.#of === this.setId) this.before = pane.state() ?? this.before;
    this.pane = null;
  }

  /** As it is now, to be shown so again. */
  get hung(): Hung {
    return { setId: this.setId, state: this.pane?.state() ?? this.before };
  }
}

/** The layout of a case and what its panes show, as it can be kept while nobody looks at it. */
export interface KeptLayout {
  readonly layout: Layout;
  readonly panes: readonly Hung[];
  readonly active: number;
}

/** The panes of a case. One of them is active: tools, keys and the findings panel speak of it. */
export class ViewPanes {
  layout = $state.raw<Layout>({ rows: 1, columns: 1 });
  all = $state.raw<readonly ViewPane[]>([]);
  /** What the panes with planes share; null: there are none. */
  session = $state.raw<MprSession | null>(null);
  /** The pane that covers the others for a while; null: none does. */
  enlarged = $state.raw<ViewPane | null>(null);
  #active = $state(0);
  #made = 0;

  constructor(first: KeptLayout) {
    this.hang(first);
  }

  get active(): ViewPane {
    return this.all[this.#active] ?? this.all[0]!;
  }

  activate(pane: ViewPane): void {
    const index = this.all.indexOf(pane);
    if (index >= 0) this.#active = index;
  }

  /** Goes to the next pane, or to the one before. */
  step(by: 1 | -1): void {
    this.#active = (this.#active + by + this.all.length) % this.all.length;
    if (this.enlarged) this.enlarged = this.active;
  }

  /** Lets the active pane cover the others, or shows them again. */
  enlarge(): void {
    this.enlarged = this.enlarged || this.all.length === 1 ? null : this.active;
  }

  /** Takes over a whole layout: what a rule says, or what was kept. */
  hang({ layout, panes, active }: KeptLayout): void {
    this.#endPlanes();
    this.enlarged = null;
    this.all = panes.map((hung) => this.#make(hung));
    this.#active = Math.min(active, this.all.length - 1);
    this.layout = layout;
  }

  /** The layout to come back to; of planes, the slices that they were cut from. */
  get kept(): KeptLayout {
    const panes = this.all.filter(({ plane }) => plane === null);
    const layout = this.session ? { rows: 1, columns: panes.length } : this.layout;
    return { layout, panes: panes.map(({ hung }) => hung), active: Math.max(0, panes.indexOf(this.active)) };
  }

  /**
   * Changes the number of panes. Those that stay keep what they show, the active one among them; new ones get the case's
   * display sets that no pane shows yet, in their order.
   */
  arrange(layout: Layout, sets: readonly SetId[]): void {
    const count = layout.rows * layout.columns;
    const slices = this.all.filter(({ plane }) => plane === null);
    const active = this.active.plane === null ? this.active : (slices[0] ?? this.#empty(this.active.setId));
    this.#endPlanes();
    this.enlarged = null;
    const kept = slices.slice(0, count);
    if (!kept.includes(active)) kept[count - 1] = active;
    const waiting = sets.filter((id) => kept.every(({ setId }) => setId !== id));
    while (kept.length < count) kept.push(this.#empty(waiting.shift() ?? null));
    this.all = kept;
    this.#active = kept.indexOf(active);
    this.layout = layout;
  }

  /** The three planes of a display set, and its slices as they were acquired beside them. */
  showPlanes(setId: SetId, session: MprSession): void {
    this.#endPlanes();
    this.enlarged = null;
    this.session = session;
    const kept = this.all.find((pane) => pane.setId === setId && pane.plane === null) ?? this.#empty(setId);
    const planes = (['axial', 'sagittal', 'coronal'] as const).map((plane) => {
      const pane = this.#empty(setId);
      pane.showPlane(setId, plane);
      return pane;
    });
    this.all = [...planes, kept];
    this.layout = { rows: 2, columns: 2 };
    this.#active = 0;
  }

  /** The same planes from a volume that is made anew. */
  renewPlanes(): void {
    const { session } = this;
    if (!session) return;
    session.end();
    this.session = session.again();
  }

  /** Ends what the panes hold beyond the page. */
  end(): void {
    this.#endPlanes();
  }

  #endPlanes(): void {
    this.session?.end();
    this.session = null;
  }

  #empty(setId: SetId | null): ViewPane {
    return this.#make({ setId, state: null });
  }

  #make(hung: Hung): ViewPane {
    return new ViewPane(++this.#made, hung);
  }
}
