import { prompted } from '../../../src-shared/drawing/prompts.ts';
import type { Spacing } from './item-spacing.ts';
import { promptsOf, type Pointed } from './prompt-gesture.ts';

/** The ball that a click stands for, and the bell that blurs noise: pixels. */
const CLICK = 3;
const BLUR = 1.5;
/** How far a mask's border may move, and how far clicks alone may reach: shares of the picture's shorter side. */
const BAND = 0.04;
const REACH = 0.3;

/**
 * Outlines on one slice what was pointed at, or refines a mask by it (random walk). Null where nothing says what is inside, or clicks have taken all of it away.
 *
 * @param values of the slice's picture, rows × columns
 * @param mask of the slice before anything was pointed at; null: nothing was there
 */
export function pointedOutline(
  values: ArrayLike<number>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { relative: [row, column], between }: Spacing,
  pointed: Pointed,
  mask: Uint8Array | null,
): Uint8Array | null {
  if (!mask && !pointed.box && pointed.inside.length === 0) return null;
  const size = { slices: 1, rows, columns };
  const side = Math.min(rows * row, columns * column);
  const prompts = { ...promptsOf(pointed), ...(mask ? { mask: { ...size, values: mask } } : {}) };
  const options = { spacing: [between, row, column] as const, click: CLICK, blur: BLUR };
  const outlined = prompted({ ...size, values }, prompts, { ...options, band: side * BAND, reach: side * REACH });
  return outlined?.values ?? null;
}
