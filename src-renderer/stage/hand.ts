import type { Point } from './screen-geometry.ts';

/** Where the pointer is on a picture that is drawn on, and how it is held. */
export interface Hand {
  /** Picture pixels. */
  readonly at: Point;
  /** CSS pixels of the pane. */
  readonly screen: Point;
  /** The right button, a pen's other end, or Shift: what is drawn is taken away. */
  readonly erase: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
}

/** What follows the pointer: how large the brush is, in whose colour, and whether it paints or erases. */
export interface Ring {
  /** Half the width and half the height in picture pixels. */
  readonly radii: readonly [across: number, down: number];
  readonly erase: boolean;
  /** A CSS colour. */
  readonly colour: string;
  /** The nib's form. */
  readonly shape: 'disc' | 'square';
}

/** A figure while it is drawn. */
export interface Draft {
  readonly kind: 'line' | 'outline' | 'rectangle' | 'ellipse';
  readonly points: readonly Point[];
  readonly erase: boolean;
  readonly colour: string;
}

const RIGHT = 2;
const PEN_ERASER = 32;

/** Whether a press takes away: told by the buttons that are held, or by Shift. */
export function erases({ buttons, shiftKey }: Pick<PointerEvent, 'buttons' | 'shiftKey'>): boolean {
  return shiftKey || (buttons & RIGHT) !== 0 || (buttons & PEN_ERASER) !== 0;
}
