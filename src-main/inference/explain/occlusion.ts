import type { Grid } from '../../../src-shared/pixels/grid.ts';
import type { Steps } from '../ask-network.ts';
import { emptied, mixed, type Ask, type Relevance } from './altered-picture.ts';

const CELLS = 14;

/**
 * What the label loses when a part of the picture is blanked out (Zeiler and Fergus 2014, ECCV): windows of two by two cells
 * of a 14 × 14 grid, a cell apart; a cell's number is the mean loss of the windows over it. Positive: the part supports the
 * label.
 */
export async function occlusion(grid: Grid, ask: Ask, steps: Steps): Promise<Relevance> {
  const rows = Math.min(CELLS, grid.rows);
  const columns = Math.min(CELLS, grid.columns);
  const blank = emptied(grid);
  const whole = await ask(grid);
  const losses = new Float32Array(rows * columns);
  const counts = new Float32Array(rows * columns);
  const edge = (cell: number, cells: number, size: number) => Math.round((cell * size) / cells);
  const of = (rows + 1) * (columns + 1);
  let done = 0;
  for (let top = -1; top < rows; top++) {
    for (let left = -1; left < columns; left++) {
      const kept = new Float32Array(grid.rows * grid.columns).fill(1);
      const [up, down] = [edge(Math.max(0, top), rows, grid.rows), edge(Math.min(rows, top + 2), rows, grid.rows)];
      const from = edge(Math.max(0, left), columns, grid.columns);
      const to = edge(Math.min(columns, left + 2), columns, grid.columns);
      for (let y = up; y < down; y++) kept.fill(0, y * grid.columns + from, y * grid.columns + to);
      const loss = whole - (await ask(mixed(grid, blank, kept)));
      for (let y = Math.max(0, top); y < Math.min(rows, top + 2); y++) {
        for (let x = Math.max(0, left); x < Math.min(columns, left + 2); x++) {
          losses[y * columns + x] = (losses[y * columns + x] as number) + loss;
          counts[y * columns + x] = (counts[y * columns + x] as number) + 1;
        }
      }
      steps(++done, of);
    }
  }
  return { rows, columns, values: losses.map((loss, i) => loss / (counts[i] as number)) };
}
