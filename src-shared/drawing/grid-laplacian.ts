/**
 * Voxels that pull at their neighbours across faces, some of them held at a value: the equations of a random walk, of heat, of
 * a membrane. For every free voxel i: (ground[i] + Σ weight) · x[i] − Σ weight · x[neighbour] = pull[i].
 *
 * All arrays have `pad` unused places before the first voxel and after the last, so that every voxel has neighbours to read.
 */
export interface GridLaplacian {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly pad: number;
  /** Weight to the neighbour on the right, below and in the next slice; 0 where there is none or one of both is held. */
  readonly right: Float64Array;
  readonly down: Float64Array;
  readonly deep: Float64Array;
  /** Sum of the weights to neighbours that are held. */
  readonly ground: Float64Array;
  /** Sum over those of weight × value. */
  readonly pull: Float64Array;
}

/** Equations without weights, to be filled in. */
export function newLaplacian(slices: number, rows: number, columns: number): GridLaplacian {
  const pad = slices > 1 ? rows * columns : columns;
  const array = () => new Float64Array(slices * rows * columns + 2 * pad);
  const deep = slices > 1 ? array() : new Float64Array(0);
  return { slices, rows, columns, pad, right: array(), down: array(), deep, ground: array(), pull: array() };
}

/**
 * Solves the equations by conjugate gradients (Hestenes and Stiefel 1952) with a multigrid V-cycle as preconditioner, whose
 * grids halve along rows and columns and join what lies in two by two pixels (Braess 1995).
 *
 * @param tolerance for the residual's norm, as a share of that of `pull`
 * @param most iterations
 * @returns x, padded; 0 where nothing pulls and where voxels are held
 */
export function solved(system: GridLaplacian, tolerance: number, most: number): Float64Array {
  const levels = coarsened(system);
  const [finest] = levels as [Level];
  const length = system.pull.length;
  const x = new Float64Array(length);
  const residual = system.pull.slice();
  const goal = tolerance * tolerance * dot(residual, residual);
  const direction = new Float64Array(length);
  const { product } = finest;
  let before = 0;
  for (let round = 0; round < most && dot(residual, residual) > goal; round++) {
    finest.b.set(residual);
    cycle(levels, 0);
    const now = dot(residual, finest.x);
    const keep = round === 0 ? 0 : now / before;
    for (let i = 0; i < length; i++) direction[i] = (finest.x[i] as number) + keep * (direction[i] as number);
    multiply(finest, direction, product);
    const step = now / dot(direction, product);
    for (let i = 0; i < length; i++) {
      x[i] = (x[i] as number) + step * (direction[i] as number);
      residual[i] = (residual[i] as number) - step * (product[i] as number);
    }
    before = now;
  }
  return x;
}

interface Level extends Omit<GridLaplacian, 'pull'> {
  /** What a voxel is multiplied with, and 1 / that; both 0 where nothing is to be solved. */
  readonly diagonal: Float64Array;
  readonly inverse: Float64Array;
  readonly x: Float64Array;
  readonly b: Float64Array;
  /** Of the equations with x, while it is needed. */
  readonly product: Float64Array;
}

/** Slices no smaller than this along their shorter side. */
const COARSEST = 6;
const COARSEST_SWEEPS = 12;

function coarsened(system: GridLaplacian): Level[] {
  const levels = [levelOf(system)];
  for (let grid = system; Math.min(grid.rows, grid.columns) >= 2 * COARSEST;) {
    grid = halved(grid);
    levels.push(levelOf(grid));
  }
  return levels;
}

function levelOf(grid: GridLaplacian): Level {
  const { pad, columns, rows, slices, right, down, deep, ground } = grid;
  const diagonal = new Float64Array(ground.length);
  const inverse = new Float64Array(ground.length);
  const plane = rows * columns;
  for (let i = pad; i < ground.length - pad; i++) {
    let sum = (ground[i] as number) + (right[i] as number) + (right[i - 1] as number);
    sum += (down[i] as number) + (down[i - columns] as number);
    if (slices > 1) sum += (deep[i] as number) + (deep[i - plane] as number);
    diagonal[i] = sum;
    inverse[i] = sum > 0 ? 1 / sum : 0;
  }
  const [x, b, product] = [1, 2, 3].map(() => new Float64Array(ground.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { ...grid, diagonal, inverse, x, b, product };
}

/** Two by two pixels become one. Between two of those lie two edges side by side, each twice as long: half their sum. */
function halved(fine: GridLaplacian): GridLaplacian {
  const coarse = newLaplacian(fine.slices, Math.ceil(fine.rows / 2), Math.ceil(fine.columns / 2));
  for (let line = 0; line < fine.slices * fine.rows; line++) {
    const row = line % fine.rows;
    const from = fine.pad + line * fine.columns;
    const to = coarseLine(fine, coarse, line);
    for (let column = 0; column < fine.columns; column++) {
      const [i, at] = [from + column, to + (column >> 1)];
      coarse.ground[at] = (coarse.ground[at] as number) + (fine.ground[i] as number);
      if (column % 2 === 1) coarse.right[at] = (coarse.right[at] as number) + (fine.right[i] as number) / 2;
      if (row % 2 === 1) coarse.down[at] = (coarse.down[at] as number) + (fine.down[i] as number) / 2;
      if (fine.slices > 1) coarse.deep[at] = (coarse.deep[at] as number) + (fine.deep[i] as number);
    }
  }
  return coarse;
}

type Size = Pick<GridLaplacian, 'rows' | 'columns' | 'pad'>;

/** Where the line of the coarser grid begins in which a line of the finer one lies; lines are counted over all slices. */
function coarseLine(fine: Size, coarse: Size, line: number): number {
  const slice = Math.floor(line / fine.rows);
  const row = line - slice * fine.rows;
  return coarse.pad + (slice * coarse.rows + (row >> 1)) * coarse.columns;
}

/** One V-cycle: x of a level from its b, begun at 0. The sweeps go there and back, so that the whole is symmetric. */
function cycle(levels: readonly Level[], at: number): void {
  const level = levels[at] as Level;
  const coarse = levels[at + 1];
  level.x.fill(0);
  if (!coarse) {
    for (let round = 0; round < COARSEST_SWEEPS; round++) {
      sweep(level, 1);
      sweep(level, -1);
    }
    return;
  }
  sweep(level, 1);
  restrict(level, coarse);
  cycle(levels, at + 1);
  prolong(coarse, level);
  sweep(level, -1);
}

/** What is left over on a level, summed up, is the right hand side of the next. */
function restrict(level: Level, coarse: Level): void {
  const { b, inverse, x, product, columns } = level;
  multiply(level, x, product);
  coarse.b.fill(0);
  for (let line = 0; line < level.slices * level.rows; line++) {
    const from = level.pad + line * columns;
    const to = coarseLine(level, coarse, line);
    for (let column = 0; column < columns; column++) {
      const i = from + column;
      if (inverse[i] === 0) continue;
      const at = to + (column >> 1);
      coarse.b[at] = (coarse.b[at] as number) + (b[i] as number) - (product[i] as number);
    }
  }
}

/** The correction of a coarser level, put on. */
function prolong(coarse: Level, level: Level): void {
  const { inverse, x, columns } = level;
  for (let line = 0; line < level.slices * level.rows; line++) {
    const from = level.pad + line * columns;
    const to = coarseLine(level, coarse, line);
    for (let column = 0; column < columns; column++) {
      if (inverse[from + column] === 0) continue;
      x[from + column] = (x[from + column] as number) + (coarse.x[to + (column >> 1)] as number);
    }
  }
}

/** Gauss and Seidel's sweep, forwards or backwards. */
function sweep({ x, b, inverse, right, down, deep, pad, slices, rows, columns }: Level, way: 1 | -1): void {
  const plane = rows * columns;
  const [first, last] = [pad, x.length - pad - 1];
  for (let i = way > 0 ? first : last; i >= first && i <= last; i += way) {
    if (inverse[i] === 0) continue;
    let sum = (b[i] as number) + (right[i - 1] as number) * (x[i - 1] as number);
    sum += (right[i] as number) * (x[i + 1] as number);
    sum +=
      (down[i - columns] as number) * (x[i - columns] as number) + (down[i] as number) * (x[i + columns] as number);
    if (slices > 1) {
      sum += (deep[i - plane] as number) * (x[i - plane] as number) + (deep[i] as number) * (x[i + plane] as number);
    }
    x[i] = sum * (inverse[i] as number);
  }
}

/** out = A · x. */
function multiply(level: Level, x: Float64Array, out: Float64Array): void {
  const { diagonal, right, down, deep, pad, slices, rows, columns } = level;
  const plane = rows * columns;
  for (let i = pad; i < x.length - pad; i++) {
    let sum = (diagonal[i] as number) * (x[i] as number) - (right[i - 1] as number) * (x[i - 1] as number);
    sum -= (right[i] as number) * (x[i + 1] as number);
    sum -=
      (down[i - columns] as number) * (x[i - columns] as number) + (down[i] as number) * (x[i + columns] as number);
    if (slices > 1) {
      sum -= (deep[i - plane] as number) * (x[i - plane] as number) + (deep[i] as number) * (x[i + plane] as number);
    }
    out[i] = sum;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
