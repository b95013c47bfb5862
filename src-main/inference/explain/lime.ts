import type { Grid } from '../../../src-shared/pixels/grid.ts';
import { resizePlane } from '../../../src-shared/pixels/resample.ts';
import { superpixels } from '../../../src-shared/pixels/superpixels.ts';
import type { Steps } from '../ask-network.ts';
import { emptied, mixed, type Ask, type Relevance } from './altered-picture.ts';
import { seededRandom } from './random.ts';

const PATCHES = 49;
const SAMPLES = 300;
const MAP_SIDE = 64;
/** Width of the kernel over the share of patches that are hidden, and strength of the ridge (those of the paper's program). */
const KERNEL_WIDTH = 0.25;
const RIDGE = 1;

/**
 * Local surrogate model (Ribeiro, Singh and Guestrin 2016, KDD): random patches of the picture are hidden and a weighted
 * ridge regression tells how much each patch adds to the label's probability. Every pixel has its patch's number.
 */
export async function lime(grid: Grid, ask: Ask, steps: Steps, samples = SAMPLES): Promise<Relevance> {
  const random = seededRandom(11);
  const plane = grid.rows * grid.columns;
  const { patches, count } = superpixels(grid.values.subarray(0, plane), grid.rows, grid.columns, PATCHES);
  const blank = emptied(grid);
  const rows: { shown: Uint8Array; weight: number; answer: number }[] = [];
  for (let sample = 0; sample < samples; sample++) {
    // the first one shows all
    const shown = Uint8Array.from({ length: count }, () => (sample === 0 || random() < 0.5 ? 1 : 0));
    const kept = Float32Array.from(patches, (patch) => shown[patch] as number);
    const share = shown.reduce((sum, on) => sum + on, 0) / count;
    const distance = 1 - Math.sqrt(share); // cosine distance from the picture that shows all
    rows.push({
      shown,
      weight: Math.sqrt(Math.exp(-(distance * distance) / KERNEL_WIDTH ** 2)),
      answer: await ask(mixed(grid, blank, kept)),
    });
    steps(sample + 1, samples);
  }
  const worth = ridge(rows, count);
  const fine = Float32Array.from(patches, (patch) => worth[patch] as number);
  const out = { rows: Math.min(MAP_SIDE, grid.rows), columns: Math.min(MAP_SIDE, grid.columns) };
  return { ...out, values: resizePlane(fine, grid.rows, grid.columns, out.rows, out.columns, 'area') };
}

/** Weighted ridge regression with an intercept that is not shrunk; one coefficient a patch. */
function ridge(rows: readonly { shown: Uint8Array; weight: number; answer: number }[], count: number): Float64Array {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const means = new Float64Array(count);
  let meanAnswer = 0;
  for (const { shown, weight, answer } of rows) {
    shown.forEach((on, i) => (means[i] = (means[i] as number) + (on * weight) / total));
    meanAnswer += (answer * weight) / total;
  }
  const matrix = Array.from({ length: count }, (_, i) => {
    const line = new Float64Array(count);
    line[i] = RIDGE;
    return line;
  });
  const right = new Float64Array(count);
  for (const { shown, weight, answer } of rows) {
    const off = Float64Array.from(shown, (on, i) => on - (means[i] as number));
    for (let i = 0; i < count; i++) {
      const scaled = (off[i] as number) * weight;
      right[i] = (right[i] as number) + scaled * (answer - meanAnswer);
      const line = matrix[i] as Float64Array;
      for (let j = 0; j < count; j++) line[j] = (line[j] as number) + scaled * (off[j] as number);
    }
  }
  return solved(matrix, right);
}

/** Solves a symmetric positive definite system by Cholesky's factors. Both are overwritten. */
function solved(matrix: Float64Array[], right: Float64Array): Float64Array {
  const at = (i: number, j: number) => (matrix[i] as Float64Array)[j] as number;
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (matrix[i] as Float64Array)[j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  for (let i = 0; i < size; i++) {
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) sum -= at(i, k) * (right[k] as number);
    right[i] = sum / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = right[i] as number;
    for (let k = i + 1; k < size; k++) sum -= at(k, i) * (right[k] as number);
    right[i] = sum / at(i, i);
  }
  return right;
}
