import { untrack } from 'svelte';
import type { ImagePlane } from '../../../src-shared/imaging/plane-intersection.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import type { CaseStudies } from './case-studies.svelte.ts';
import { linkedLine, linkedSlice } from './pane-links.ts';
import type { ViewPane, ViewPanes } from './view-panes.svelte.ts';

/** How panes scroll together: to the same place of the patient, by as many slices, or each alone. */
export type ScrollLink = 'position' | 'slice' | 'off';

/** What the panes of a case do together. The one that a person works in leads, the others follow. */
export class PaneFollowing {
  scroll = $state<ScrollLink>('position');
  /** The window, among panes of one modality and unit. */
  window = $state(false);
  /** Size and place of the picture. */
  look = $state(false);
  readonly #panes: ViewPanes;
  readonly #studies: CaseStudies;
  /** The slice on which the leading pane was, for scrolling by as many. */
  #was: { readonly pane: ViewPane; readonly set: string | null; readonly index: number } | null = null;

  constructor(panes: ViewPanes, studies: CaseStudies) {
    this.#panes = panes;
    this.#studies = studies;
  }

  /** Lets the others follow the active pane; as an effect, again whenever that changes. */
  follow(): void {
    const { active, all } = this.#panes;
    const { view, setId } = active;
    const { shown, index, window, matrix, plane } = view;
    const { scroll, window: withWindow, look: withLook } = this;
    untrack(() => {
      const before = this.#was;
      this.#was = { pane: active, set: setId, index };
      if (withLook && plane) this.#zoomPlanes(active);
      if (all.length < 2 || shown === null || active.plane !== null) return;
      const others = all.filter((other) => other !== active && other.setId !== null && other.plane === null);
      const by = before?.pane === active && before.set === setId ? index - before.index : 0;
      if (scroll === 'slice' && by !== 0) for (const other of others) other.pane?.scroll(by);
      if (scroll === 'position') this.#toPosition(active, others);
      if (withWindow && window) for (const other of others) this.#takeWindow(active, other);
      const look = withLook && matrix ? active.pane?.look() : null;
      if (look) for (const other of others) other.pane?.takeLook(look);
    });
  }

  /** Where the active pane's slice cuts another pane's picture; null: nowhere, or panes are not shown on one another. */
  lineIn(place: ViewPane): readonly [PicturePoint, PicturePoint] | null {
    if (this.scroll === 'off' || place === this.#panes.active) return null;
    const [on, other] = [this.#planeIn(place), this.#planeIn(this.#panes.active)];
    return on && other ? linkedLine(on, other) : null;
  }

  #planeIn({ setId, plane, view }: ViewPane): ImagePlane | null {
    if (plane !== null || view.shown === null) return null;
    return this.#studies.set(setId)?.planes[view.index] ?? null;
  }

  #toPosition(lead: ViewPane, others: readonly ViewPane[]): void {
    const plane = this.#planeIn(lead);
    if (!plane) return;
    for (const other of others) {
      const index = linkedSlice(this.#studies.set(other.setId)?.planes ?? [], plane);
      if (index !== null && index !== other.view.index) other.pane?.goTo(index);
    }
  }

  /** Planes keep the point that they share in their middle or where it is; only their size follows. */
  #zoomPlanes(lead: ViewPane): void {
    const scale = lead.pane?.scale();
    if (!scale) return;
    for (const other of this.#panes.all) if (other !== lead && other.plane !== null) other.pane?.takeScale(scale);
  }

  /** A window means something else in another modality or unit: such panes keep their own. */
  #takeWindow(lead: ViewPane, other: ViewPane): void {
    const { window } = lead.view;
    const own = other.view.window;
    if (!window || !own || this.#unitIn(lead) !== this.#unitIn(other)) return;
    if (own.center !== window.center || own.width !== window.width) other.pane?.setWindow(window);
  }

  #unitIn({ setId, view }: ViewPane): string | null {
    const shown = this.#studies.set(setId)?.displaySet.planes[view.index]?.instance.description;
    return shown ? `${shown.gate.modality ?? ''} ${shown.pixels.rescale.unit ?? ''}` : null;
  }
}
