import { placesOf } from './picture-window.ts';
import type { VoxelGrid } from './voxel-grid.ts';

export interface Clahe {
  /** Rows and columns of the tiles whose histograms are taken; absent: an eighth of the picture. */
  readonly tile?: readonly [rows: number, columns: number];
  /** What share of a tile's pixels one bin may hold, above 0 up to 1 (1: contrast is not limited). */
  readonly clipLimit: number;
  readonly bins: number;
}

/** Levels between black and white while histograms are taken. */
const LEVELS = 2 ** 14;

export const DEFAULT_CLAHE: Clahe = { clipLimit: 0.01, bins: 256 };

/**
 * Equalises each slice's contrast by tiles, with limited contrast (CLAHE; Zuiderveld, Graphics Gems IV, 1994): the numbers of
 * scikit-image's `equalize_adapthist`. For looking at, not for measuring: the same value becomes different ones in different
 * places. The values must be numbers.
 *
 * @returns 0–1; a slice of one value only is 0
 */
export function equalised<Grid extends VoxelGrid>(grid: Grid, settings: Clahe = DEFAULT_CLAHE): Grid {
  const [slices, rows, columns] = grid.size;
  const plane = rows * columns;
  const values = new Float32Array(grid.values.length);
  for (let slice = 0; slice < slices; slice++) {
    const own = grid.values.subarray(slice * plane, (slice + 1) * plane);
    values.set(equalisedPlane(own, rows, columns, settings), slice * plane);
  }
  return { ...grid, values };
}

function equalisedPlane(values: Float32Array, rows: number, columns: number, settings: Clahe): ArrayLike<number> {
  const tile = settings.tile ?? [Math.max(1, Math.floor(rows / 8)), Math.max(1, Math.floor(columns / 8))];
  const levels = scaled(values, LEVELS - 1);
  if (!levels) return new Float32Array(values.length);
  const width = 1 + Math.floor(LEVELS / settings.bins);
  const binned = Uint16Array.from(levels, (level) => Math.floor(Math.round(level) / width));
  const maps = new TileMaps(binned, rows, columns, tile, settings);
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[row * columns + column] = Math.trunc(maps.at(row, column, binned[row * columns + column] as number));
    }
  }
  return scaled(out, 1) ?? new Float32Array(values.length);
}

/** Values between 0 and `top` by their smallest and largest; null where there is only one. */
function scaled(values: Float32Array, top: number): Float64Array | null {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  if (!(high > low)) return null;
  return Float64Array.from(values, (value) => ((value - low) / (high - low)) * top);
}

/** Each tile's map from bins to levels, and the map of any place between the four nearest tiles' centres. */
class TileMaps {
  readonly #maps: Int32Array[];
  readonly #tile: readonly [number, number];
  readonly #tilesDown: number;
  readonly #tilesAcross: number;

  constructor(binned: Uint16Array, rows: number, columns: number, tile: readonly [number, number], settings: Clahe) {
    const [tileRows, tileColumns] = tile;
    this.#tile = tile;
    this.#tilesDown = Math.ceil(rows / tileRows);
    this.#tilesAcross = Math.ceil(columns / tileColumns);
    // Tiles that reach over the border see its mirror image.
    const down = placesOf(0, this.#tilesDown * tileRows, rows, 'reflect');
    const across = placesOf(0, this.#tilesAcross * tileColumns, columns, 'reflect');
    const pixels = tileRows * tileColumns;
    const limit = settings.clipLimit > 0 ? Math.trunc(Math.max(1, settings.clipLimit * pixels)) : pixels;
    this.#maps = Array.from({ length: this.#tilesDown * this.#tilesAcross }, (_, i) => {
      const [top, left] = [Math.floor(i / this.#tilesAcross) * tileRows, (i % this.#tilesAcross) * tileColumns];
      const histogram = new Int32Array(settings.bins);
      for (const row of down.subarray(top, top + tileRows)) {
        for (const column of across.subarray(left, left + tileColumns)) {
          const bin = binned[row * columns + column] as number;
          histogram[bin] = (histogram[bin] as number) + 1;
        }
      }
      clip(histogram, limit);
      return cumulated(histogram, pixels);
    });
  }

  /** The level of a bin at a place, straight between the maps of the four tiles around it; sums in float32. */
  at(row: number, column: number, bin: number): number {
    const [tileRows, tileColumns] = this.#tile;
    const y = row + Math.floor(tileRows / 2);
    const x = column + Math.floor(tileColumns / 2);
    const [top, left] = [Math.floor(y / tileRows), Math.floor(x / tileColumns)];
    const [dy, dx] = [(y % tileRows) / tileRows, (x % tileColumns) / tileColumns];
    let sum = Math.fround(this.#level(top, left, bin) * ((1 - dx) * (1 - dy)));
    sum = Math.fround(sum + Math.fround(this.#level(top, left + 1, bin) * (dx * (1 - dy))));
    sum = Math.fround(sum + Math.fround(this.#level(top + 1, left, bin) * ((1 - dx) * dy)));
    return Math.fround(sum + Math.fround(this.#level(top + 1, left + 1, bin) * (dx * dy)));
  }

  /** @param down, across counted from one tile before the first: those outside are the nearest */
  #level(down: number, across: number, bin: number): number {
    const row = Math.min(this.#tilesDown, Math.max(1, down)) - 1;
    const column = Math.min(this.#tilesAcross, Math.max(1, across)) - 1;
    return (this.#maps[row * this.#tilesAcross + column] as Int32Array)[bin] as number;
  }
}

/** Cuts bins off at the limit and spreads what was cut off evenly over those below it. */
function clip(histogram: Int32Array, limit: number): void {
  const bins = histogram.length;
  let excess = 0;
  for (let i = 0; i < bins; i++) {
    excess += Math.max(0, (histogram[i] as number) - limit);
    histogram[i] = Math.min(limit, histogram[i] as number);
  }
  const share = Math.floor(excess / bins);
  for (let i = 0; i < bins; i++) {
    const before = histogram[i] as number;
    histogram[i] = Math.min(limit, before + share);
    excess -= (histogram[i] as number) - before;
  }
  for (let left = excess; left > 0;) {
    const before = left;
    for (let start = 0; start < bins && left > 0; start++) {
      const below = histogram.reduce((count, value) => count + (value < limit ? 1 : 0), 0);
      const step = Math.max(1, Math.floor(below / left));
      for (let i = start; i < bins; i += step) {
        if ((histogram[i] as number) >= limit) continue;
        histogram[i] = (histogram[i] as number) + 1;
        left--;
      }
    }
    if (left === before) return;
  }
}

function cumulated(histogram: Int32Array, pixels: number): Int32Array {
  let sum = 0;
  return histogram.map((count) => {
    sum += count;
    return Math.min(LEVELS - 1, sum * ((LEVELS - 1) / pixels));
  });
}
