import type { Click, Prompts } from '../../../src-shared/drawing/prompts.ts';
import type { Draft, Hand } from '../../stage/hand.ts';
import type { Point } from '../../stage/screen-geometry.ts';
import type { Gesture } from './gesture.ts';

/** A pointer that moves less than this between press and release was a click: CSS pixels. */
const CLICK_PX = 5;

/** What a person pointed at on one slice, so far. */
export interface Pointed {
  readonly slice: number;
  readonly box: readonly [Point, Point] | null;
  readonly inside: readonly Click[];
  readonly outside: readonly Click[];
}

/** Nothing was pointed at yet. */
export const pointedNowhere = (slice: number): Pointed => ({ slice, box: null, inside: [], outside: [] });

/** As the algorithm takes it, on a picture of its own. */
export function promptsOf({ box, inside, outside }: Pointed): Omit<Prompts, 'mask'> {
  const flat = (clicks: readonly Click[]) => clicks.map(({ at }) => ({ at, slice: 0 }));
  return {
    ...(box ? { box: { corners: box, slices: [0, 0] as const } } : {}),
    ...{ inside: flat(inside), outside: flat(outside) },
  };
}

/** A click says what is inside (or with the right button or Shift, outside); a drag draws a box around it. */
export class PromptGesture implements Gesture {
  done = false;
  readonly #pointed: Pointed;
  readonly #show: (draft: Omit<Draft, 'colour'> | null) => void;
  readonly #finish: (pointed: Pointed) => void;
  #from: Hand | null = null;

  constructor(
    pointed: Pointed,
    show: (draft: Omit<Draft, 'colour'> | null) => void,
    finish: (pointed: Pointed) => void,
  ) {
    this.#pointed = pointed;
    this.#show = show;
    this.#finish = finish;
  }

  down(hand: Hand): void {
    this.#from = hand;
  }

  move(hands: readonly Hand[]): void {
    const to = hands.at(-1);
    if (!this.#from || !to || !this.#dragged(to)) return;
    this.#show({ kind: 'rectangle', points: [this.#from.at, to.at], erase: false });
  }

  up(hand: Hand): void {
    const from = this.#from;
    this.cancel();
    if (!from) return;
    const { slice, inside, outside } = this.#pointed;
    const click = { at: from.at, slice };
    if (this.#dragged(hand)) this.#finish({ ...this.#pointed, box: [from.at, hand.at] });
    else if (from.erase) this.#finish({ ...this.#pointed, outside: [...outside, click] });
    else this.#finish({ ...this.#pointed, inside: [...inside, click] });
  }

  close(): void {
    this.cancel();
  }

  back(): boolean {
    return false;
  }

  cancel(): void {
    this.done = true;
    this.#show(null);
  }

  #dragged({ screen }: Hand): boolean {
    const from = this.#from?.screen;
    return from !== undefined && Math.hypot(screen[0] - from[0], screen[1] - from[1]) > CLICK_PX;
  }
}
