import type { Plane, Rectangle } from './plane.ts';

/** A mask on the same slice as the one that is painted. */
export interface Neighbour {
  readonly plane: Plane;
  /** Its segment may lie over others. */
  readonly overlaps: boolean;
}

/**
 * After painting: takes what is painted now from the segments that may not lie under or over another, in place. A segment
 * that may lie over others takes nothing, and nothing is taken from one that may.
 *
 * @param within where something changed
 * @returns the neighbours that lost pixels
 */
export function takeFromNeighbours<N extends Neighbour>(
  painted: Neighbour,
  neighbours: readonly N[],
  within: Rectangle,
): N[] {
  if (painted.overlaps) return [];
  const { columns } = painted.plane;
  return neighbours.filter(({ plane, overlaps }) => {
    if (overlaps) return false;
    let lost = false;
    for (let row = within.top; row < within.bottom; row++) {
      for (let i = row * columns + within.left; i < row * columns + within.right; i++) {
        if (!painted.plane.values[i] || !plane.values[i]) continue;
        plane.values[i] = 0;
        lost = true;
      }
    }
    return lost;
  });
}
