import { newGrid, type Grid } from './grid.ts';

/** Where a tile begins: slice, row, column. */
export type TileStart = readonly [number, number, number];
/** Slices, rows, columns. */
export type Sides = readonly [number, number, number];

/**
 * Where tiles begin along one axis: every `max(1, floor(side * (1 - overlap)))`, the last one flush with the end, as in
 * MONAI's `dense_patch_slices`.
 *
 * @param size at least `side`
 * @param overlap 0 to below 1
 */
export function tileStarts(size: number, side: number, overlap: number): number[] {
  const step = Math.max(1, Math.floor(side * (1 - overlap)));
  const count = size <= side ? 1 : Math.ceil((size - side) / step) + 1;
  return Array.from({ length: count }, (_, i) => Math.min(i * step, Math.max(0, size - side)));
}

/** All tiles of a grid, slices first, then rows, then columns. */
export function tilesOf(grid: Pick<Grid, 'slices' | 'rows' | 'columns'>, side: Sides, overlap: number): TileStart[] {
  const starts = [grid.slices, grid.rows, grid.columns].map((size, axis) =>
    tileStarts(size, side[axis] as number, overlap),
  ) as [number[], number[], number[]];
  return starts[0].flatMap((slice) =>
    starts[1].flatMap((row) => starts[2].map((column): TileStart => [slice, row, column])),
  );
}

/** A piece of a grid, all its channels. */
export function cutTile(grid: Grid, [slice, row, column]: TileStart, [slices, rows, columns]: Sides): Grid {
  const tile = newGrid(grid.channels, slices, rows, columns);
  let to = 0;
  for (let channel = 0; channel < grid.channels; channel++) {
    for (let z = 0; z < slices; z++) {
      for (let y = 0; y < rows; y++) {
        const from = ((channel * grid.slices + slice + z) * grid.rows + row + y) * grid.columns + column;
        tile.values.set(grid.values.subarray(from, from + columns), to);
        to += columns;
      }
    }
  }
  return tile;
}

/**
 * Weights of a tile's positions along one axis: a Gaussian around the middle with a deviation of an eighth of the side, or 1
 * everywhere. At least a thousandth of the largest, so that every place keeps a weight.
 */
export function tileWeights(side: number, blend: 'gaussian' | 'even'): Float64Array {
  if (blend === 'even') return new Float64Array(side).fill(1);
  const middle = (side - 1) / 2;
  const deviation = side / 8;
  return Float64Array.from({ length: side }, (_, i) =>
    Math.max(1e-3, Math.exp(-0.5 * ((i - middle) / deviation) ** 2)),
  );
}

/**
 * Puts the tiles of a grid together again: weighted means where they overlap. A place's weight is the product of its
 * weights along the axes, so the sum over all tiles is a product too and needs no volume of its own.
 */
export class TileBlend {
  readonly #sum: Grid;
  readonly #side: Sides;
  readonly #weights: readonly Float64Array[];
  readonly #totals: readonly Float64Array[];

  /** @param grid size of the whole; @param side of a tile; @param starts as `tilesOf` gave them, all to be added once */
  constructor(grid: Omit<Grid, 'values'>, side: Sides, starts: readonly TileStart[], blend: 'gaussian' | 'even') {
    this.#sum = newGrid(grid.channels, grid.slices, grid.rows, grid.columns);
    this.#side = side;
    this.#weights = side.map((each) => tileWeights(each, blend));
    this.#totals = [grid.slices, grid.rows, grid.columns].map((size, axis) => {
      const total = new Float64Array(size);
      const weights = this.#weights[axis] as Float64Array;
      for (const start of new Set(starts.map((each) => each[axis] as number))) {
        weights.forEach((weight, i) => (total[start + i] = (total[start + i] as number) + weight));
      }
      return total;
    });
  }

  /** Adds one tile's numbers, channel by channel. */
  add([slice, row, column]: TileStart, tile: Grid): void {
    const [slices, rows, columns] = this.#side;
    const [down, across, along] = this.#weights as [Float64Array, Float64Array, Float64Array];
    const sum = this.#sum;
    let from = 0;
    for (let channel = 0; channel < tile.channels; channel++) {
      for (let z = 0; z < slices; z++) {
        for (let y = 0; y < rows; y++) {
          const weight = (down[z] as number) * (across[y] as number);
          const to = ((channel * sum.slices + slice + z) * sum.rows + row + y) * sum.columns + column;
          for (let x = 0; x < columns; x++) {
            sum.values[to + x] =
              (sum.values[to + x] as number) + (tile.values[from + x] as number) * weight * (along[x] as number);
          }
          from += columns;
        }
      }
    }
  }

  /** The whole, after all tiles were added. */
  blended(): Grid {
    const [down, across, along] = this.#totals as [Float64Array, Float64Array, Float64Array];
    const { channels, slices, rows, columns, values } = this.#sum;
    let at = 0;
    for (let line = 0; line < channels * slices * rows; line++) {
      const weight = (down[Math.floor(line / rows) % slices] as number) * (across[line % rows] as number);
      for (let x = 0; x < columns; x++, at++) values[at] = (values[at] as number) / (weight * (along[x] as number));
    }
    return this.#sum;
  }
}
