import { DIRECTION, type EdgeCosts } from './edge-cost.ts';
import type { Point } from './plane.ts';

/** Right, then around with the sun as seen on the screen: down right, down … */
const STEPS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;
/** 5 : 7 is nearly 1 : √2, in whole numbers. */
const [STRAIGHT, DIAGONAL] = [5, 7];
/** More than the dearest link, 7 × 256; a power of two. */
const BUCKETS = 2048;

/**
 * What a step to a neighbour costs, a whole number from 5 to 1792: what the neighbour lacks of an edge, and how far the step
 * turns away from the edges' directions at both ends, times the length of the step.
 *
 * @param step 0–7: right, down right, down …
 */
export function linkCost({ costs, directions }: EdgeCosts, from: number, to: number, step: number): number {
  // 256 steps a turn; either way along an edge is along it
  let a = ((directions[from] as number) - 32 * step) & 255;
  let b = ((directions[to] as number) - 32 * step) & 255;
  if (a > 64 && a < 192) {
    a = (a + 128) & 255;
    b = (b + 128) & 255;
  }
  const turned = (a > 128 ? 256 - a : a) + (b > 128 ? 256 - b : b);
  // a quarter turn and a half at most
  const along = 1 + (costs[to] as number) + (((DIRECTION * turned) / 192) | 0);
  return along * (step % 2 === 0 ? STRAIGHT : DIAGONAL);
}

/**
 * Live wire, intelligent scissors (Mortensen and Barrett 1995): from a seed the cheapest way along edges to wherever the pointer
 * is. The tree of cheapest ways (Dijkstra 1959, with buckets after Dial 1969) grows only as far as the pointer needs it and is
 * kept, so that later ways are read off.
 */
export class Livewire {
  readonly #edges: EdgeCosts;
  /** Of the cheapest way known; -1: none. */
  readonly #ways: Int32Array;
  /** The step that led to a pixel, +8 once its way is final. */
  readonly #steps: Uint8Array;
  /** Doubly linked lists of the pixels in each bucket. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  #seed = -1;
  #cost = 0;
  #waiting = 0;

  constructor(edges: EdgeCosts) {
    this.#edges = edges;
    const pixels = edges.rows * edges.columns;
    this.#ways = new Int32Array(pixels).fill(-1);
    this.#steps = new Uint8Array(pixels);
    this.#next = new Int32Array(pixels);
    this.#previous = new Int32Array(pixels);
  }

  /** Begins at a place; what was known of another is forgotten. Throws `RangeError` outside the picture. */
  begin(at: Point): void {
    const pixel = this.#pixelAt(at);
    this.#ways.fill(-1);
    this.#steps.fill(0);
    this.#heads.fill(-1);
    [this.#seed, this.#cost, this.#waiting] = [pixel, 0, 0];
    this.#ways[pixel] = 0;
    this.#insert(pixel, 0);
  }

  /**
   * The cheapest way from where it began: middles of pixels, both ends included. Throws `RangeError` outside the picture and
   * before it began.
   */
  pathTo(to: Point): Point[] {
    const target = this.#pixelAt(to);
    if (this.#seed < 0) throw new RangeError('it has not begun');
    while (!((this.#steps[target] as number) & FINAL)) this.grow(1024, target);
    const { columns } = this.#edges;
    const path: Point[] = [];
    for (let at = target; ;) {
      path.push([(at % columns) + 0.5, Math.floor(at / columns) + 0.5]);
      if (at === this.#seed) return path.reverse();
      const [dx, dy] = STEPS[(this.#steps[at] as number) & 7] as (typeof STEPS)[number];
      at -= dy * columns + dx;
    }
  }

  /** What the way to a place costs, in {@link linkCost}'s unit; errors as for `pathTo`. */
  costTo(to: Point): number {
    this.pathTo(to);
    return this.#ways[this.#pixelAt(to)] as number;
  }

  /**
   * Finishes the ways to the next cheapest pixels, for idle moments.
   *
   * @param pixels so many
   * @param until stops early once this pixel's way is final
   * @returns false once all are known
   */
  grow(pixels: number, until = -1): boolean {
    const edges = this.#edges;
    const { rows, columns } = edges;
    const [ways, steps, heads] = [this.#ways, this.#steps, this.#heads];
    const offsets = STEPS.map(([dx, dy]) => dy * columns + dx);
    for (let done = 0; done < pixels && this.#waiting > 0; done++) {
      let at = heads[this.#cost & (BUCKETS - 1)] as number;
      while (at < 0) at = heads[++this.#cost & (BUCKETS - 1)] as number;
      this.#remove(at, this.#cost);
      steps[at] = (steps[at] as number) | FINAL;
      const row = Math.floor(at / columns);
      const column = at - row * columns;
      const within = column > 0 && row > 0 && column < columns - 1 && row < rows - 1;
      for (let step = 0; step < 8; step++) {
        if (!within && !this.#hasPixel(column, row, step)) continue;
        const next = at + (offsets[step] as number);
        if ((steps[next] as number) & FINAL) continue;
        const cost = this.#cost + linkCost(edges, at, next, step);
        const known = ways[next] as number;
        if (known >= 0) {
          if (known <= cost) continue;
          this.#remove(next, known);
        }
        ways[next] = cost;
        steps[next] = step;
        this.#insert(next, cost);
      }
      if (at === until) break;
    }
    return this.#waiting > 0;
  }

  #hasPixel(column: number, row: number, step: number): boolean {
    const [dx, dy] = STEPS[step] as (typeof STEPS)[number];
    const { rows, columns } = this.#edges;
    return column + dx >= 0 && column + dx < columns && row + dy >= 0 && row + dy < rows;
  }

  #pixelAt([x, y]: Point): number {
    const { rows, columns } = this.#edges;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (!(column >= 0 && row >= 0 && column < columns && row < rows)) throw new RangeError('outside the picture');
    return row * columns + column;
  }

  #insert(pixel: number, cost: number): void {
    const bucket = cost & (BUCKETS - 1);
    const head = this.#heads[bucket] as number;
    this.#next[pixel] = head;
    this.#previous[pixel] = -1;
    if (head >= 0) this.#previous[head] = pixel;
    this.#heads[bucket] = pixel;
    this.#waiting++;
  }

  #remove(pixel: number, cost: number): void {
    const [next, previous] = [this.#next[pixel] as number, this.#previous[pixel] as number];
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else this.#heads[cost & (BUCKETS - 1)] = next;
    this.#waiting--;
  }
}

const FINAL = 8;
