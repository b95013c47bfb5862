import type { SeriesId } from '../../../src-shared/contract/ids.ts';
import type { MprSession } from '../../stage/mpr-session.svelte.ts';
import type { MprPlane } from '../../stage/mpr-view.svelte.ts';
import type { PicturePane } from '../../stage/picture-pane.ts';
import { StageView } from '../../stage/view.svelte.ts';

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

/** One place for a picture: which series, from which frame on, and what is on the screen there. */
export class ViewPane {
  readonly id: number;
  /** Null: nothing was put here yet. */
  seriesId = $state<SeriesId | null>(null);
  /** Frame of the stack to begin with. */
  start = $state(0);
  view = $state.raw(new StageView());
  pane = $state.raw<PicturePane | null>(null);
  /** A plane through the series' volume; null: the slices as they were acquired. */
  plane = $state<MprPlane | null>(null);

  constructor(id: number, seriesId: SeriesId | null) {
    this.id = id;
    this.seriesId = seriesId;
  }

  /** Puts a series here, or goes to a frame of the one that is here already. */
  show(seriesId: SeriesId, from = 0): void {
    if (seriesId === this.seriesId && this.plane === null) {
      this.pane?.goTo(from);
      return;
    }
    this.view = new StageView();
    this.start = from;
    this.seriesId = seriesId;
    this.plane = null;
  }

  /** Shows the series' volume in a plane. */
  showPlane(seriesId: SeriesId, plane: MprPlane): void {
    this.view = new StageView();
    this.seriesId = seriesId;
    this.plane = plane;
  }
}

/** The panes of a case. One of them is active: tools, keys and the findings panel speak of it. */
export class ViewPanes {
  layout = $state.raw<Layout>({ rows: 1, columns: 1 });
  all = $state.raw<readonly ViewPane[]>([]);
  /** What the panes with planes share; null: there are none. */
  session = $state.raw<MprSession | null>(null);
  #active = $state(0);
  #made = 0;

  constructor(first: SeriesId) {
    this.all = [this.#make(first)];
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
  }

  /**
   * Changes the number of panes. Those that stay keep what they show, the active one among them; new ones get the case's
   * series that no pane shows yet, in their order.
   */
  arrange(layout: Layout, series: readonly SeriesId[]): void {
    const count = layout.rows * layout.columns;
    const slices = this.all.filter(({ plane }) => plane === null);
    const active = this.active.plane === null ? this.active : (slices[0] ?? this.#make(this.active.seriesId));
    this.#endPlanes();
    const kept = slices.slice(0, count);
    if (!kept.includes(active)) kept[count - 1] = active;
    const waiting = series.filter((id) => kept.every(({ seriesId }) => seriesId !== id));
    while (kept.length < count) kept.push(this.#make(waiting.shift() ?? null));
    this.all = kept;
    this.#active = kept.indexOf(active);
    this.layout = layout;
  }

  /** The three planes of a series, and its slices as they were acquired beside them. */
  showPlanes(seriesId: SeriesId, session: MprSession): void {
    this.#endPlanes();
    this.session = session;
    const kept = this.all.find((pane) => pane.seriesId === seriesId && pane.plane === null) ?? this.#make(seriesId);
    const planes = (['axial', 'sagittal', 'coronal'] as const).map((plane) => {
      const pane = this.#make(seriesId);
      pane.showPlane(seriesId, plane);
      return pane;
    });
    this.all = [...planes, kept];
    this.layout = { rows: 2, columns: 2 };
    this.#active = 0;
  }

  /** Ends what the panes hold beyond the page. */
  end(): void {
    this.#endPlanes();
  }

  #endPlanes(): void {
    this.session?.end();
    this.session = null;
  }

  #make(seriesId: SeriesId | null): ViewPane {
    return new ViewPane(++this.#made, seriesId);
  }
}
