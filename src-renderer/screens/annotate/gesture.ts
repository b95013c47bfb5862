import type { Hand } from '../../stage/hand.ts';

/**
 * What a tool does between the first press and its end. It may take several presses (a polygon's corners); `done` says that
 * it is over.
 */
export interface Gesture {
  down(hand: Hand): void;
  move(hands: readonly Hand[]): void;
  up(hand: Hand): void;
  /** Ends what is still open as if it was finished: a polygon is closed. */
  close(): void;
  /** Takes the last corner back; false: there is none to take back. */
  back(): boolean;
  /** Gives it up. */
  cancel(): void;
  readonly done: boolean;
}
