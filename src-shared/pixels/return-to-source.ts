import { newGrid, type Grid } from './grid.ts';
import { windowOf, type Rectangle } from './picture-window.ts';
import type { Placement } from './prepare.ts';
import { resampleSlices, resizePlane } from './resample.ts';

/**
 * Brings numbers on a network's grid back to the source's own: the part of the grid that holds the source, bilinearly
 * (averaged where it shrinks) to the crop's size, at the crop's place; `outside` where the network saw nothing.
 *
 * @param answer over the same field as the prepared grid, perhaps coarser
 * @param prepared size of the prepared grid
 * @param source size of what came: slices, rows, columns
 * @returns a grid of the source's size with the answer's channels
 */
export function returnToSource(
  answer: Grid,
  prepared: Omit<Grid, 'values' | 'channels'>,
  { crop, region, slices: filled, firstSlice }: Placement,
  source: Omit<Grid, 'values' | 'channels'>,
  outside: (channel: number) => number,
): Grid {
  const [tall, wide] = [answer.rows / prepared.rows, answer.columns / prepared.columns];
  const deep = answer.slices / prepared.slices;
  const from = Math.round(firstSlice * deep);
  const part = {
    row: Math.round(region.row * tall),
    column: Math.round(region.column * wide),
    rows: Math.max(1, Math.round(region.rows * tall)),
    columns: Math.max(1, Math.round(region.columns * wide)),
  };
  const out = newGrid(answer.channels, source.slices, source.rows, source.columns);
  const plane = answer.rows * answer.columns;
  for (let channel = 0; channel < answer.channels; channel++) {
    const slices = Array.from({ length: Math.max(1, Math.round(filled * deep)) }, (_, slice) => {
      const at = (channel * answer.slices + from + slice) * plane;
      const values = answer.values.subarray(at, at + plane);
      if (isWhole(part, answer)) return values;
      return windowOf(values, answer.rows, answer.columns, part, { mode: 'edge', value: 0 });
    });
    // slices first or last makes no difference to the numbers, but fewer slices are fewer planes to enlarge
    const beyond = { mode: 'constant', value: outside(channel) } as const;
    resampleSlices(slices, source.slices, 'linear').forEach((values, slice) => {
      const sized = resizePlane(values, part.rows, part.columns, crop.rows, crop.columns, 'triangle-antialias');
      const place = { row: -crop.row, column: -crop.column, rows: source.rows, columns: source.columns };
      const whole = isWhole(crop, source) ? sized : windowOf(sized, crop.rows, crop.columns, place, beyond);
      out.values.set(whole, (channel * source.slices + slice) * source.rows * source.columns);
    });
  }
  return out;
}

function isWhole(part: Rectangle, { rows, columns }: Pick<Grid, 'rows' | 'columns'>): boolean {
  return part.row === 0 && part.column === 0 && part.rows === rows && part.columns === columns;
}
