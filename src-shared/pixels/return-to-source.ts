import { newGrid, type Grid } from './grid.ts';
import { windowOf, type Rectangle } from './picture-window.ts';
import type { Placement } from './prepare.ts';
import { resampleSlices, resizePlane } from './resample.ts';

type Size = Omit<Grid, 'values' | 'channels'>;

const FILTER = 'triangle-antialias';
const EDGE = { mode: 'edge', value: 0 } as const;

/**
 * Brings numbers on a network's grid back to the source's own: the part of the grid that holds the source, bilinearly
 * (averaged where it shrinks) to the crop's size, at the crop's place; `outside` where the network saw nothing. A coarser
 * answer of which a part is taken is enlarged to the prepared grid first: the part may end within one of its pixels.
 *
 * @param answer over the same field as the prepared grid, perhaps coarser
 * @param prepared size of the prepared grid
 * @param source size of what came: slices, rows, columns
 * @returns a grid of the source's size with the answer's channels
 */
export function returnToSource(
  answer: Grid,
  prepared: Size,
  { crop, region, slices: filled, firstSlice }: Placement,
  source: Size,
  outside: (channel: number) => number,
): Grid {
  const padded = filled !== prepared.slices || !isWhole(region, prepared);
  const coarser = answer.slices < prepared.slices || answer.rows < prepared.rows || answer.columns < prepared.columns;
  const { slices, rows, columns } = padded && coarser ? prepared : answer;
  const deep = slices / prepared.slices;
  const from = Math.round(firstSlice * deep);
  const to = from + Math.max(1, Math.round(filled * deep));
  const [tall, wide] = [rows / prepared.rows, columns / prepared.columns];
  const part = {
    row: Math.round(region.row * tall),
    column: Math.round(region.column * wide),
    rows: Math.max(1, Math.round(region.rows * tall)),
    columns: Math.max(1, Math.round(region.columns * wide)),
  };
  const out = newGrid(answer.channels, source.slices, source.rows, source.columns);
  const plane = answer.rows * answer.columns;
  for (let channel = 0; channel < answer.channels; channel++) {
    const given = Array.from({ length: answer.slices }, (_, slice) => {
      const at = (channel * answer.slices + slice) * plane;
      return answer.values.subarray(at, at + plane);
    });
    const parts = resampleSlices(given, slices, 'linear')
      .slice(from, to)
      .map((values) => {
        const same = rows === answer.rows && columns === answer.columns;
        const own = same ? values : resizePlane(values, answer.rows, answer.columns, rows, columns, FILTER);
        return isWhole(part, { rows, columns }) ? own : windowOf(own, rows, columns, part, EDGE);
      });
    // slices first or last makes no difference to the numbers, but fewer slices are fewer planes to enlarge
    const beyond = { mode: 'constant', value: outside(channel) } as const;
    resampleSlices(parts, source.slices, 'linear').forEach((values, slice) => {
      const sized = resizePlane(values, part.rows, part.columns, crop.rows, crop.columns, FILTER);
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
