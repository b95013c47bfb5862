import type { ViewPane } from './view-panes.svelte.ts';

/** Where a file says nothing: 10 frames a second, slow enough to look at and quick enough to see movement. */
const USUAL_MS = 100;
/** The quickest that software rendering keeps up with. */
const SHORTEST_MS = 20;

/** Plays the stack of a pane round and round. It stops when another pane becomes the active one. */
export class Cine {
  playing = $state(false);
  readonly #active: () => ViewPane;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(active: () => ViewPane) {
    this.#active = active;
  }

  /**
   * @param frames in the stack
   * @param frameMs how long a frame lasts as the file says; null: it does not
   */
  start(frames: number, frameMs: number | null): void {
    this.stop();
    if (frames < 2) return;
    const place = this.#active();
    this.playing = true;
    this.#timer = setInterval(
      () => {
        if (this.#active() !== place || !place.pane) {
          this.stop();
          return;
        }
        // a frame that is still on its way is waited for: no picture is left out
        if (place.view.loading) return;
        place.pane.goTo((place.view.index + 1) % frames);
      },
      Math.max(SHORTEST_MS, frameMs ?? USUAL_MS),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }
}
