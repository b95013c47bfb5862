import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { Grid } from '../../src-shared/pixels/grid.ts';
import type { Placement } from '../../src-shared/pixels/prepare.ts';
import { upsampleBilinear } from '../../src-shared/pixels/upsample.ts';
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
 * sampled anew on a grid of at most 64 a side, 0 where the network saw nothing.
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
  const fine = upsampleBilinear(map.values, map.rows, map.columns, grid.rows, grid.columns);
  const values: number[] = [];
  for (let y = 0; y < out.rows; y++) {
    const inCrop = (((y + 0.5) / out.rows) * rows - crop.row) / crop.rows;
    const row = Math.floor(region.row + inCrop * region.rows);
    for (let x = 0; x < out.columns; x++) {
      const across = (((x + 0.5) / out.columns) * columns - crop.column) / crop.columns;
      const column = Math.floor(region.column + across * region.columns);
      const inside = inCrop >= 0 && inCrop < 1 && across >= 0 && across < 1;
      values.push(inside ? (fine[row * grid.columns + column] as number) : 0);
    }
  }
  return { ...map, ...out, values };
}
