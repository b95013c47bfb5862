import type { Grid } from '../../../src-shared/pixels/grid.ts';
import { resizePlane } from '../../../src-shared/pixels/resample.ts';
import { upsampleBilinear } from '../../../src-shared/pixels/upsample.ts';
import type { Steps } from '../ask-network.ts';
import { emptied, mixed, type Ask, type Relevance } from './altered-picture.ts';
import { seededRandom } from './random.ts';

const CELLS = 7;
const MAP_SIDE = 28;
const MASKS = 400;

/**
 * Randomized input sampling (Petsiuk, Das and Saenko 2018, BMVC): the picture is seen through random soft masks; a place
 * matters where the label is likelier when it shows. The number of a place is the mean probability weighted by how far the
 * place showed, less the mean over all masks: 0 where it makes no difference.
 */
export async function rise(grid: Grid, ask: Ask, steps: Steps, masks = MASKS): Promise<Relevance> {
  const random = seededRandom(7);
  const blank = emptied(grid);
  const rows = Math.min(MAP_SIDE, grid.rows);
  const columns = Math.min(MAP_SIDE, grid.columns);
  const sums = new Float64Array(rows * columns);
  const shown = new Float64Array(rows * columns);
  let total = 0;
  for (let mask = 0; mask < masks; mask++) {
    const kept = softMask(grid.rows, grid.columns, random);
    const probability = await ask(mixed(grid, blank, kept));
    total += probability;
    const coarse = resizePlane(kept, grid.rows, grid.columns, rows, columns, 'area');
    coarse.forEach((share, i) => {
      sums[i] = (sums[i] as number) + share * probability;
      shown[i] = (shown[i] as number) + share;
    });
    steps(mask + 1, masks);
  }
  const values = Float32Array.from(sums, (sum, i) => sum / (shown[i] as number) - total / masks);
  return { rows, columns, values };
}

/** Cells that show or do not, evenly likely, enlarged smoothly and moved by a random part of a cell. */
function softMask(rows: number, columns: number, random: () => number): Float32Array {
  const cells = CELLS + 1;
  const coarse = Float32Array.from({ length: cells * cells }, () => (random() < 0.5 ? 1 : 0));
  const [cellRows, cellColumns] = [Math.ceil(rows / CELLS), Math.ceil(columns / CELLS)];
  const [tall, wide] = [cellRows * cells, cellColumns * cells];
  const fine = upsampleBilinear(coarse, cells, cells, tall, wide);
  const top = Math.floor(random() * cellRows);
  const left = Math.floor(random() * cellColumns);
  const out = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    const from = (y + top) * wide + left;
    out.set(fine.subarray(from, from + columns), y * columns);
  }
  return out;
}
