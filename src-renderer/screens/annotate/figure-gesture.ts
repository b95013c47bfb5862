import { ellipse, rectangle } from '../../../src-shared/drawing/box.ts';
import type { Figure } from '../../../src-shared/drawing/figure.ts';
import { polygon } from '../../../src-shared/drawing/polygon.ts';
import type { Draft, Hand } from '../../stage/hand.ts';
import type { Point } from '../../stage/screen-geometry.ts';
import type { Gesture } from './gesture.ts';

/** What becomes of a figure once it is drawn. */
export interface FigureEnd {
  /** Shows it while it is drawn; null: it is over. */
  readonly show: (draft: Omit<Draft, 'colour'> | null) => void;
  /** Paints it (or erases), and what it was made of. */
  readonly paint: (figure: Figure, erase: boolean, points: readonly Point[]) => void;
}

/** A pointer that moves less than this between press and release was a click: CSS pixels. */
const CLICK_PX = 4;
/** A click this near to the first corner closes a polygon: CSS pixels. */
const CLOSE_PX = 9;

const apart = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A rectangle or an ellipse between two corners: one drag. */
export class BoxGesture implements Gesture {
  done = false;
  readonly #kind: 'rectangle' | 'ellipse';
  readonly #end: FigureEnd;
  #from: Hand | null = null;
  #to: Hand | null = null;

  constructor(kind: 'rectangle' | 'ellipse', end: FigureEnd) {
    this.#kind = kind;
    this.#end = end;
  }

  down(hand: Hand): void {
    this.#from = hand;
    this.move([hand]);
  }

  move(hands: readonly Hand[]): void {
    this.#to = hands.at(-1) ?? this.#to;
    if (!this.#from || !this.#to) return;
    this.#end.show({ kind: this.#kind, points: [this.#from.at, this.#to.at], erase: this.#from.erase });
  }

  up(hand: Hand): void {
    this.#to = hand;
    this.close();
  }

  close(): void {
    this.cancel();
    if (!this.#from || !this.#to || apart(this.#from.screen, this.#to.screen) <= CLICK_PX) return;
    const [from, to] = [this.#from.at, this.#to.at];
    this.#end.paint((this.#kind === 'rectangle' ? rectangle : ellipse)(from, to), this.#from.erase, [from, to]);
  }

  back(): boolean {
    return false;
  }

  cancel(): void {
    this.done = true;
    this.#end.show(null);
  }
}

/** An outline in one drag. */
export class FreehandGesture implements Gesture {
  done = false;
  readonly #end: FigureEnd;
  readonly #points: Point[] = [];
  #erase = false;

  constructor(end: FigureEnd) {
    this.#end = end;
  }

  down({ at, erase }: Hand): void {
    this.#erase = erase;
    this.#points.push(at);
  }

  move(hands: readonly Hand[]): void {
    for (const { at } of hands) if (apart(at, this.#points.at(-1)!) >= 0.3) this.#points.push(at);
    this.#end.show({ kind: 'outline', points: [...this.#points], erase: this.#erase });
  }

  up(hand: Hand): void {
    this.move([hand]);
    this.close();
  }

  close(): void {
    this.cancel();
    if (this.#points.length >= 3) this.#end.paint(polygon([this.#points], 'non-zero'), this.#erase, this.#points);
  }

  back(): boolean {
    return false;
  }

  cancel(): void {
    this.done = true;
    this.#end.show(null);
  }
}

/**
 * A polygon: a click a corner; a click on the first corner, a double click or Enter closes it. A drag draws freehand between
 * two corners. With a `way` the line between corners follows it (livewire).
 */
export class PolygonGesture implements Gesture {
  done = false;
  readonly #end: FigureEnd;
  readonly #way: ((to: Point) => readonly Point[]) | null;
  readonly #anchor: ((at: Point) => void) | null;
  /** Corners, each with what leads to it from the one before. */
  #corners: { readonly hand: Hand; readonly way: readonly Point[] }[] = [];
  #floating: Hand | null = null;
  #dragged: Point[] = [];
  #pressed: Hand | null = null;

  /**
   * @param way from the last corner to a point, both included; null: straight
   * @param anchor told the corner that the next way begins at
   */
  constructor(
    end: FigureEnd,
    way: ((to: Point) => readonly Point[]) | null = null,
    anchor: ((at: Point) => void) | null = null,
  ) {
    this.#end = end;
    this.#way = way;
    this.#anchor = anchor;
  }

  down(hand: Hand): void {
    const [first] = this.#corners;
    if (first && this.#corners.length >= 3 && apart(first.hand.screen, hand.screen) <= CLOSE_PX) {
      this.close();
      return;
    }
    this.#pressed = hand;
    this.#dragged = [];
    this.#add(hand);
  }

  move(hands: readonly Hand[]): void {
    this.#floating = hands.at(-1) ?? null;
    const pressed = this.#pressed;
    if (pressed) {
      for (const { at, screen } of hands) {
        if (apart(screen, pressed.screen) > CLICK_PX && apart(at, this.#dragged.at(-1) ?? pressed.at) >= 0.5) {
          this.#dragged.push(at);
        }
      }
    }
    this.#show();
  }

  up(hand: Hand): void {
    if (this.#pressed && this.#dragged.length > 1) {
      this.#corners.push({ hand, way: [this.#pressed.at, ...this.#dragged, hand.at] });
      this.#anchor?.(hand.at);
    }
    this.#pressed = null;
    this.#dragged = [];
    this.#show();
  }

  close(): void {
    const points = this.#points();
    const erase = this.#corners[0]?.hand.erase ?? false;
    this.cancel();
    if (points.length >= 3) this.#end.paint(polygon([points], 'non-zero'), erase, points);
  }

  back(): boolean {
    if (this.#corners.length === 0) return false;
    this.#corners.pop();
    const last = this.#corners.at(-1);
    if (last) this.#anchor?.(last.hand.at);
    if (this.#corners.length === 0) this.cancel();
    else this.#show();
    return true;
  }

  cancel(): void {
    this.done = true;
    this.#end.show(null);
  }

  #add(hand: Hand): void {
    const before = this.#corners.at(-1);
    // the second press of a double click is no corner of its own
    if (before && apart(before.hand.screen, hand.screen) < 2) return;
    this.#corners.push({ hand, way: before ? this.#between(before.hand.at, hand.at) : [hand.at] });
    this.#anchor?.(hand.at);
    this.#show();
  }

  #between(from: Point, to: Point): readonly Point[] {
    return this.#way ? this.#way(to) : [from, to];
  }

  #points(): Point[] {
    return this.#corners.flatMap(({ way }, i) => (i === 0 ? way : way.slice(1)));
  }

  #show(): void {
    if (this.done) return;
    const points = this.#points();
    const last = this.#corners.at(-1);
    const floating = this.#floating;
    if (last && floating)
      points.push(...(this.#pressed ? this.#dragged : this.#between(last.hand.at, floating.at).slice(1)));
    const erase = this.#corners[0]?.hand.erase ?? false;
    this.#end.show({ kind: this.#way || points.length < 3 ? 'line' : 'outline', points, erase });
  }
}
