import { maskKey, type LabellingState, type Step } from '../../../src-shared/annotation/labelling.ts';
import { pixelsOfRuns } from '../../../src-shared/annotation/mask-runs.ts';
import type { Plane } from '../../../src-shared/drawing/plane.ts';

/** Slices that are held unpacked: enough for the layers of a few slices, whatever their size. */
const MOST = 48;

/**
 * Slices of a labelling's layers as pixels. A slice keeps its array for as long as it is held, so that what paints it and
 * what draws on it speak of the same one.
 */
export class SliceMasks {
  readonly #rows: number;
  readonly #columns: number;
  readonly #held = new Map<string, { readonly layer: string; readonly slice: number; readonly plane: Plane }>();

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** The pixels of a layer's slice as they stand. */
  plane(state: LabellingState, layer: string, slice: number): Plane {
    const key = maskKey(layer, slice);
    const known = this.#held.get(key);
    if (known) {
      // the newest last
      this.#held.delete(key);
      this.#held.set(key, known);
      return known.plane;
    }
    const pixels = this.#rows * this.#columns;
    const values = pixelsOfRuns(state.masks.get(key)?.runs ?? [pixels], pixels);
    const plane = { rows: this.#rows, columns: this.#columns, values };
    this.#held.set(key, { layer, slice, plane });
    for (const [oldest] of this.#held) {
      if (this.#held.size <= MOST) break;
      this.#held.delete(oldest);
    }
    return plane;
  }

  /** Takes over what a step changed, into the arrays that are held. */
  follow(state: LabellingState, step: Step): void {
    for (const change of step.changes) {
      if (change.what === 'pixels') this.restore(state, change.layer, change.slice);
    }
  }

  /** Makes a held slice what it is in the labelling again: a stroke was given up. */
  restore(state: LabellingState, layer: string, slice: number): void {
    const key = maskKey(layer, slice);
    const known = this.#held.get(key);
    if (!known) return;
    const pixels = this.#rows * this.#columns;
    known.plane.values.set(pixelsOfRuns(state.masks.get(key)?.runs ?? [pixels], pixels));
  }
}
