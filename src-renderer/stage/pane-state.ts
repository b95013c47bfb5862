import type { Window } from '../../src-shared/imaging/instance.ts';
import type { Colours } from './colours.ts';

/** How a picture lies in its pane, whatever the sizes of both: for panes that zoom together and for coming back. */
export interface Look {
  /** Against the whole picture as large as the pane allows. */
  readonly zoom: number;
  /** The place of the picture in the pane's middle: shares of its width and height from the top left corner. */
  readonly middle: readonly [number, number];
}

/** What a person did to a pane's picture: all that is needed to show it again as it was. */
export interface PaneState {
  /** Place in the stack, 0-based. */
  readonly index: number;
  /** Null: the picture's own. */
  readonly window: Window | null;
  readonly inverted: boolean;
  readonly smooth: boolean;
  readonly colours: Colours;
  /** Clockwise, degrees. */
  readonly rotation: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  /** Null: the whole picture, and so it stays when the pane changes its size. */
  readonly look: Look | null;
}
