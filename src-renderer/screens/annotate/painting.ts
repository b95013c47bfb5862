import type { Layer } from '../../../src-shared/annotation/labelling.ts';
import { paint, type Figure } from '../../../src-shared/drawing/figure.ts';
import type { Plane, Rectangle } from '../../../src-shared/drawing/plane.ts';
import type { LabellingSession } from './labelling-session.svelte.ts';
import { maskStep } from './mask-step.ts';

/**
 * One stroke or figure while it is drawn: paints into the layer's pixels at once, so that the eye follows the hand, and
 * becomes one step when it ends.
 */
export class Painting {
  readonly layer: Layer;
  readonly #session: LabellingSession;
  /** Where a slice may be painted; null: anywhere; `nowhere`: nothing of it. */
  readonly #allowed: (slice: number) => Uint8Array | null | 'nowhere';
  readonly #ontouched: (layer: Layer, slice: number, part: Rectangle) => void;
  readonly #planes = new Map<number, { readonly plane: Plane; readonly allowed: Uint8Array | null | 'nowhere' }>();

  constructor(
    session: LabellingSession,
    layer: Layer,
    allowed: (slice: number) => Uint8Array | null | 'nowhere',
    ontouched: (layer: Layer, slice: number, part: Rectangle) => void,
  ) {
    this.#session = session;
    this.layer = layer;
    this.#allowed = allowed;
    this.#ontouched = ontouched;
  }

  /** Paints (1) or erases (0) a figure on a slice. */
  paint(slice: number, figure: Figure, value: 0 | 1): void {
    let held = this.#planes.get(slice);
    if (!held) {
      const plane = this.#session.masks.plane(this.#session.state, this.layer.uid, slice);
      held = { plane, allowed: this.#allowed(slice) };
      this.#planes.set(slice, held);
    }
    if (held.allowed === 'nowhere') return;
    const part = paint(held.plane, figure, value, held.allowed);
    if (part) this.#ontouched(this.layer, slice, part);
  }

  /** Ends it as a step of that name; nothing is taken where nothing changed. */
  finish(name: string, locked: ReadonlySet<string>): void {
    const { state, open, pixels } = this.#session;
    const edits = [...this.#planes].map(([slice, { plane }]) => ({ layer: this.layer, slice, after: plane.values }));
    this.#session.take(maskStep(name, state, open.schema, pixels, edits, locked));
  }

  /** Gives it up: everything is as it was before. */
  cancel(): void {
    for (const [slice, { plane }] of this.#planes) {
      this.#session.masks.restore(this.#session.state, this.layer.uid, slice);
      this.#ontouched(this.layer, slice, { left: 0, top: 0, right: plane.columns, bottom: plane.rows });
    }
  }
}
