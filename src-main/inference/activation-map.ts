import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { Grid } from '../../src-shared/pixels/grid.ts';
import { reorderedGrid, type Reordering } from '../../src-shared/pixels/patient-axes.ts';
import type { Placement } from '../../src-shared/pixels/prepare.ts';
import type { Answer } from './ask-network.ts';

/** Longest side of a map that covers a picture of which the network saw a part. */
const PART_SIDE = 64;

interface Seen {
  readonly grid: Pick<Grid, 'rows' | 'columns'>;
  readonly placement: Placement;
  readonly rows: number;
  readonly columns: number;
}

/** The network's own activation map of a label; null where it has none for it. */
export function activationMapOf(
  { grids }: Answer,
  manifest: ModelManifest,
  label: string,
  seen: Seen,
): ActivationMap | null {
  const output = manifest.outputs.find(({ kind }) => kind === 'activation');
  const channel = output?.kind === 'activation' ? output.labels.indexOf(label) : -1;
  const grid = output && grids[output.name];
  if (!grid || channel < 0) return null;
  const size = grid.rows * grid.columns;
  const values = grid.values.subarray(channel * size, (channel + 1) * size);
  return mapOnSource({ label, rows: grid.rows, columns: grid.columns, values: [...values] }, seen);
}

/**
 * A map over a network's input as a map over the whole picture, edge to edge: as it is where the picture fills the input, else
 * sampled anew, bilinearly, on a grid of at most 64 a side, 0 where the network saw nothing.
 *
 * @param seen the network's input, where the picture lies in it, and the picture's size
 */
export function mapOnSource(map: ActivationMap, { grid, placement, rows, columns }: Seen): ActivationMap {
  const { crop, region } = placement;
  const fills = region.row === 0 && region.column === 0 && region.rows === grid.rows && region.columns === grid.columns;
  const whole = crop.row === 0 && crop.column === 0 && crop.rows === rows && crop.columns === columns;
  if (fills && whole) return map;
  const scale = Math.min(1, PART_SIDE / Math.max(rows, columns));
  const out = { rows: Math.max(1, Math.round(rows * scale)), columns: Math.max(1, Math.round(columns * scale)) };
  const values: number[] = [];
  for (let y = 0; y < out.rows; y++) {
    const down = (((y + 0.5) / out.rows) * rows - crop.row) / crop.rows;
    const row = (region.row + down * region.rows) / grid.rows;
    for (let x = 0; x < out.columns; x++) {
      const across = (((x + 0.5) / out.columns) * columns - crop.column) / crop.columns;
      const column = (region.column + across * region.columns) / grid.columns;
      const inside = down >= 0 && down < 1 && across >= 0 && across < 1;
      values.push(inside ? between(map, row, column) : 0);
    }
  }
  return { ...map, ...out, values };
}

/** A map of slices whose rows and columns were in another order, on those that the file has; `back` leaves slices as they are. */
export function reorderedMap(map: ActivationMap, back: Reordering | null): ActivationMap {
  if (!back) return map;
  const { rows, columns, values } = map;
  const own = reorderedGrid({ channels: 1, slices: 1, rows, columns, values: Float32Array.from(values) }, back);
  return { ...map, rows: own.rows, columns: own.columns, values: [...own.values] };
}

/** A map's number at a place, from 0 to 1 down and across: straight between the four nearest middles, held at the edges. */
function between({ rows, columns, values }: ActivationMap, down: number, across: number): number {
  const [y, x] = [
    Math.min(rows - 1, Math.max(0, down * rows - 0.5)),
    Math.min(columns - 1, Math.max(0, across * columns - 0.5)),
  ];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [bottom, right] = [Math.min(rows - 1, top + 1), Math.min(columns - 1, left + 1)];
  const line = (row: number) => {
    const [here, there] = [values[row * columns + left] as number, values[row * columns + right] as number];
    return here + (there - here) * (x - left);
  };
  return line(top) + (line(bottom) - line(top)) * (y - top);
}
