import { stroke, type Nib } from '../../../src-shared/drawing/brush.ts';
import { ballNibs } from '../../../src-shared/drawing/sphere.ts';
import type { Hand } from '../../stage/hand.ts';
import type { Point } from '../../stage/screen-geometry.ts';
import type { Gesture } from './gesture.ts';
import type { Painting } from './painting.ts';

/** How a brush is held. */
export interface Held {
  readonly nib: Nib;
  readonly slice: number;
  /** A ball through this many slices, this far apart in the unit of the nib's spacing; null: the slice alone. */
  readonly ball: { readonly slices: number; readonly between: number } | null;
  readonly erase: boolean;
}

/** A brush's stroke: everything the nib passes over, from press to release. */
export class BrushGesture implements Gesture {
  done = false;
  readonly #painting: Painting;
  readonly #held: Held;
  readonly #finish: () => void;
  #at: Point | null = null;

  constructor(painting: Painting, held: Held, finish: () => void) {
    this.#painting = painting;
    this.#held = held;
    this.#finish = finish;
  }

  down({ at }: Hand): void {
    this.#to(at);
  }

  move(hands: readonly Hand[]): void {
    for (const { at } of hands) this.#to(at);
  }

  up({ at }: Hand): void {
    this.#to(at);
    this.close();
  }

  close(): void {
    this.done = true;
    this.#finish();
  }

  back(): boolean {
    return false;
  }

  cancel(): void {
    this.done = true;
    this.#painting.cancel();
  }

  #to(at: Point): void {
    const { nib, slice, ball, erase } = this.#held;
    const from = this.#at ?? at;
    this.#at = at;
    const nibs = ball ? ballNibs(nib.radius, [ball.between, ...nib.spacing], slice, ball.slices) : [{ slice, nib }];
    for (const one of nibs) this.#painting.paint(one.slice, stroke(one.nib, from, at), erase ? 0 : 1);
  }
}
