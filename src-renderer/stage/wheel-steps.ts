/** Touch pads send many small steps: they add up to one of a mouse wheel's. */
const STEP_PX = 50;

/** Turns wheel events into single steps. */
export class WheelSteps {
  #rest = 0;

  /** 1: one step down, -1: one up, 0: not yet. */
  take({ deltaMode, deltaY }: Pick<WheelEvent, 'deltaMode' | 'deltaY'>): -1 | 0 | 1 {
    const px = deltaMode === 0 ? deltaY : deltaY * STEP_PX;
    this.#rest = Math.sign(px) === Math.sign(this.#rest) ? this.#rest + px : px;
    if (Math.abs(this.#rest) < STEP_PX) return 0;
    this.#rest = 0;
    return px > 0 ? 1 : -1;
  }
}
