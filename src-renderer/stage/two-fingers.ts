import type { Point } from './screen-geometry.ts';

/** What two fingers did to the picture since the last move: CSS pixels of the pane. */
export interface Pinch {
  readonly by: Point;
  /** Larger than 1: apart. */
  readonly factor: number;
  /** The middle between them. */
  readonly at: Point;
}

/** Fingers on the picture: one draws, two move and enlarge. */
export class TwoFingers {
  readonly #at = new Map<number, Point>();

  get count(): number {
    return this.#at.size;
  }

  has(finger: number): boolean {
    return this.#at.has(finger);
  }

  down(finger: number, at: Point): void {
    this.#at.set(finger, at);
  }

  up(finger: number): void {
    this.#at.delete(finger);
  }

  /** A finger moved; null unless there are two. */
  move(finger: number, at: Point): Pinch | null {
    if (this.#at.size !== 2 || !this.#at.has(finger)) return null;
    const [a, b] = [...this.#at.values()] as [Point, Point];
    this.#at.set(finger, at);
    const [c, d] = [...this.#at.values()] as [Point, Point];
    const [was, is] = [middle(a, b), middle(c, d)];
    return { by: [is[0] - was[0], is[1] - was[1]], factor: apart(c, d) / Math.max(1, apart(a, b)), at: is };
  }
}

const apart = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
