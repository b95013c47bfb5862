import type { Nib } from './brush.ts';

/**
 * A ball brush: the disc that it cuts out of every slice that it reaches. The middle of the ball lies in the slice that is
 * drawn on.
 *
 * @param radius in the unit of the spacing
 * @param spacing between slices, rows and columns
 * @param slice that is drawn on, 0-based
 * @param slices how many there are
 */
export function ballNibs(
  radius: number,
  spacing: readonly [slice: number, row: number, column: number],
  slice: number,
  slices: number,
): { readonly slice: number; readonly nib: Nib }[] {
  const [between, row, column] = spacing;
  const reach = Math.floor(radius / between);
  const nibs: { slice: number; nib: Nib }[] = [];
  for (let at = Math.max(0, slice - reach); at <= Math.min(slices - 1, slice + reach); at++) {
    const away = (at - slice) * between;
    const cut = Math.sqrt(Math.max(0, radius * radius - away * away));
    nibs.push({ slice: at, nib: { shape: 'disc', radius: cut, spacing: [row, column] } });
  }
  return nibs;
}
