import type { Window } from '../../src-shared/imaging/instance.ts';
import type { Colours } from './colours.ts';
import type { Magnifiable } from './magnified.ts';
import type { Look, PaneState } from './pane-state.ts';
import type { Probe } from './probe.ts';
import type { Point } from './screen-geometry.ts';

/** What dragging with the left button does. Right always zooms, middle always pans. */
export type DragTool = 'window' | 'zoom' | 'pan' | 'scroll';

/** What tools and keys can do with a pane, whatever kind of picture it shows. */
export interface PicturePane {
  /** Goes to a slice; beyond the ends, to the end. */
  goTo(index: number): void;
  /** Moves by slices from where the person wants to be, which may not be on the screen yet. */
  scroll(by: number): void;
  /** What the left button does. */
  useTool(tool: DragTool): void;
  setWindow(window: Window): void;
  /** Turns black and white round, or back. */
  invert(): void;
  /** Shows greys in colours, or as greys again. */
  colour(colours: Colours): void;
  /** What lies under a point of the pane (CSS pixels); null: no picture. */
  probe(at: Point): Probe | null;
  /** The picture for a lens; null: there is none that one can look through. */
  magnifiable(): Magnifiable | null;
  /** Whether pixels are smoothed into one another or shown as squares. */
  smooth(on: boolean): void;
  /** The whole picture, as large as the pane allows. */
  fit(): void;
  /** One picture pixel on one pixel of the screen. */
  oneToOne(): void;
  /** Enlarges by a factor; the point of the pane (CSS pixels, default its middle) stays where it is. */
  zoom(factor: number, at?: Point): void;
  /** Turns the picture by 90° clockwise, or counter-clockwise. */
  rotate(direction: 1 | -1): void;
  /** Mirrors the picture as it lies on the screen. */
  flip(axis: 'horizontal' | 'vertical'): void;
  /** Window, colours, size, place and turning as at the start. */
  reset(): void;
  /** How its picture lies in it, for panes that zoom together; null: it has no picture, or one that is cut anew. */
  look(): Look | null;
  takeLook(look: Look): void;
  /** CSS pixels a millimetre, for planes that zoom together; null: it shows no plane. */
  scale(): number | null;
  takeScale(pxPerMm: number): void;
  /** All that a person did to it; null: there is no picture yet, or what was done is kept elsewhere. */
  state(): PaneState | null;
  /** Ends the pane: nothing is drawn, shown or said after it. */
  close(): void;
}
