import { POINTS, type MeasurementKind } from '../../src-shared/findings/measurement.ts';
import type { PicturePoint } from '../../src-shared/measuring/pixel-scale.ts';

/** A pointer that moves less than this between down and up was a click, not a drag: CSS pixels. */
const CLICK_PX = 4;
/** Points of a freehand line closer together than this add nothing: picture pixels. */
const FREEHAND_STEP = 0.5;
const MOST_FREEHAND = 5000;

/**
 * A figure while it is drawn. A line is drawn by dragging, or by a click at each end; longer figures go on the same way
 * until they have all their points. A freehand outline is one drag.
 */
export class Drawing {
  readonly kind: MeasurementKind;
  readonly #fixed: PicturePoint[] = [];
  #floating: PicturePoint | null = null;
  #downAt: readonly [number, number] | null = null;

  constructor(kind: MeasurementKind) {
    this.kind = kind;
  }

  /** All points so far, the one under the pointer last. */
  get points(): readonly PicturePoint[] {
    return this.#floating ? [...this.#fixed, this.#floating] : this.#fixed;
  }

  get #wanted(): number {
    return POINTS[this.kind] ?? Infinity;
  }

  /** The pointer went down. `at`: picture pixels; `screen`: CSS pixels. True when the figure is complete. */
  down(at: PicturePoint, screen: readonly [number, number]): boolean {
    this.#downAt = screen;
    this.#fixed.push(at);
    this.#floating = null;
    if (this.#fixed.length >= this.#wanted) return true;
    if (POINTS[this.kind] !== null) this.#floating = at;
    return false;
  }

  /** The pointer moved. */
  move(at: PicturePoint): void {
    if (POINTS[this.kind] !== null) {
      if (this.#fixed.length > 0) this.#floating = at;
      return;
    }
    const last = this.#fixed.at(-1);
    if (!this.#downAt || !last || this.#fixed.length >= MOST_FREEHAND) return;
    if (Math.hypot(at[0] - last[0], at[1] - last[1]) >= FREEHAND_STEP) this.#fixed.push(at);
  }

  /** The pointer went up. True when the figure is complete; `points` then holds no more than it needs. */
  up(at: PicturePoint, screen: readonly [number, number]): boolean {
    const dragged =
      this.#downAt !== null && Math.hypot(screen[0] - this.#downAt[0], screen[1] - this.#downAt[1]) > CLICK_PX;
    this.#downAt = null;
    if (POINTS[this.kind] === null) return this.#fixed.length >= 3;
    if (!dragged) return false;
    this.#fixed.push(at);
    this.#floating = this.#fixed.length < this.#wanted ? at : null;
    return this.#fixed.length >= this.#wanted;
  }
}
