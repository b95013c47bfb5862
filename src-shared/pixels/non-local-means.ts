import { placesOf } from './picture-window.ts';
import type { VoxelGrid } from './voxel-grid.ts';

export interface NonLocalMeans {
  /** A patch is (2 × this + 1)² pixels. */
  readonly patchRadius: number;
  /** Patches are compared up to so many pixels away. */
  readonly searchRadius: number;
  /** The difference at which likeness fades, in the grid's own values, above 0: more of it smooths more. */
  readonly strength: number;
  /** Deviation of the noise, in the grid's own values: patches that differ by no more count as equal. 0: not known. */
  readonly noise: number;
}

/** exp(−this) is nothing. */
const FAR = 24;

/**
 * Denoises each slice by non-local means (Buades, Coll, Morel: CVPR 2005; IPOL 2011): each pixel becomes the mean of the
 * pixels around it, weighted by how alike their patches are, `exp(-max(0, d² - 2 noise²) / strength²)` with d² the mean
 * squared difference of the patches. Pixels beyond the border are the mirror image of those within (border not repeated).
 * Sums over patches are carried from pixel to pixel (Darbon et al.: ISBI 2008), so their size costs nothing. The values must
 * be numbers.
 */
export function nonLocalMeans<Grid extends VoxelGrid>(grid: Grid, settings: NonLocalMeans): Grid {
  const [slices, rows, columns] = grid.size;
  const plane = rows * columns;
  const values = new Float32Array(grid.values.length);
  for (let slice = 0; slice < slices; slice++) {
    const own = grid.values.subarray(slice * plane, (slice + 1) * plane);
    values.set(denoised(own, rows, columns, settings), slice * plane);
  }
  return { ...grid, values };
}

/** A picture with a mirrored rim, and what its pixels have gathered. */
interface Canvas {
  readonly rows: number;
  readonly columns: number;
  readonly rim: number;
  readonly stride: number;
  readonly padded: Float64Array;
  readonly sums: Float64Array;
  readonly weights: Float64Array;
}

function denoised(values: Float32Array, rows: number, columns: number, settings: NonLocalMeans): Float64Array {
  const canvas = withRim(values, rows, columns, settings.patchRadius + settings.searchRadius);
  const { sums, weights } = canvas;
  // Half of the shifts: each pair of patches is compared once and speaks for both pixels.
  for (let down = 0; down <= settings.searchRadius; down++) {
    for (let right = down === 0 ? 1 : -settings.searchRadius; right <= settings.searchRadius; right++) {
      addShift(canvas, down, right, settings);
    }
  }
  for (let i = 0; i < sums.length; i++)
    sums[i] = ((sums[i] as number) + (values[i] as number)) / ((weights[i] as number) + 1);
  return sums;
}

function withRim(values: Float32Array, rows: number, columns: number, rim: number): Canvas {
  const across = placesOf(-rim, columns + 2 * rim, columns, 'reflect');
  const down = placesOf(-rim, rows + 2 * rim, rows, 'reflect');
  const stride = across.length;
  const padded = new Float64Array(down.length * stride);
  for (let y = 0; y < down.length; y++) {
    const from = (down[y] as number) * columns;
    for (let x = 0; x < stride; x++) padded[y * stride + x] = values[from + (across[x] as number)] as number;
  }
  const pixels = rows * columns;
  return { rows, columns, rim, stride, padded, sums: new Float64Array(pixels), weights: new Float64Array(pixels) };
}

/** Compares every patch with the one `down` and `right` of it, and adds each one's pixel to the other. */
function addShift(canvas: Canvas, down: number, right: number, settings: NonLocalMeans): void {
  const { rows, columns, rim, stride, padded, sums, weights } = canvas;
  const { patchRadius: radius, noise, strength } = settings;
  const [left, end] = [Math.min(0, -right), columns + Math.max(0, -right)];
  const width = end - left;
  const side = 2 * radius + 1;
  const fading = 1 / (strength * strength);
  const known = 2 * noise * noise;
  const jump = down * stride + right;
  // Squared differences of the columns of a patch, summed downwards; one more column at either side for each of its radius.
  const column = new Float64Array(width + 2 * radius);
  const origin = (y: number) => (y + rim) * stride + left - radius + rim;
  const add = (y: number, sign: number) => {
    for (let x = 0, at = origin(y); x < column.length; x++, at++) {
      const difference = (padded[at] as number) - (padded[at + jump] as number);
      column[x] = (column[x] as number) + sign * difference * difference;
    }
  };
  for (let y = -down - radius; y < -down + radius; y++) add(y, 1);
  for (let y = -down; y < rows; y++) {
    add(y + radius, 1);
    let patch = 0;
    for (let x = 0; x < side - 1; x++) patch += column[x] as number;
    const [here, there] = [y >= 0, y + down < rows];
    for (let x = left; x < end; x++) {
      const place = x - left;
      patch += column[place + side - 1] as number;
      const distance = (patch / (side * side) - known) * fading;
      patch -= column[place] as number;
      if (distance > FAR) continue;
      const weight = distance > 0 ? Math.exp(-distance) : 1;
      const at = (y + rim) * stride + x + rim;
      if (here && x >= 0 && x < columns) {
        const i = y * columns + x;
        sums[i] = (sums[i] as number) + weight * (padded[at + jump] as number);
        weights[i] = (weights[i] as number) + weight;
      }
      const other = x + right;
      if (there && other >= 0 && other < columns) {
        const i = (y + down) * columns + other;
        sums[i] = (sums[i] as number) + weight * (padded[at] as number);
        weights[i] = (weights[i] as number) + weight;
      }
    }
    add(y - radius, -1);
  }
}
