import { describe, expect, it } from 'vitest';
import { newGrid, type Grid } from '../../../src-shared/pixels/grid.ts';
import { superpixels } from '../../../src-shared/pixels/superpixels.ts';
import { blurred, emptied, mixed, type Ask, type Relevance } from './altered-picture.ts';
import { mapOfPicture } from './explain.ts';
import { faithfulness } from './faithfulness.ts';
import { lime } from './lime.ts';
import { occlusion } from './occlusion.ts';
import { rise } from './rise.ts';

const [ROWS, COLUMNS] = [42, 35];
const quiet = () => undefined;

/** Bright at one place, faintly waved elsewhere. */
function picture(): Grid {
  const grid = newGrid(1, 1, ROWS, COLUMNS);
  grid.values.forEach((_, i) => {
    const [y, x] = [Math.floor(i / COLUMNS), i % COLUMNS];
    grid.values[i] = 0.1 * Math.sin(y / 3) * Math.cos(x / 4) + Math.exp(-((y - 30) ** 2 + (x - 8) ** 2) / 18);
  });
  return grid;
}

/** A network of which we know all: it is as sure as the spot around row 30, column 8 is bright. */
const spot: Ask = ({ values }) => {
  let sum = 0;
  for (let y = 26; y <= 34; y++) for (let x = 4; x <= 12; x++) sum += values[y * COLUMNS + x] as number;
  return Promise.resolve(Math.min(1, Math.max(0, sum / 50)));
};

/** Where a map is strongest, in the picture's pixels. */
function peak({ rows, columns, values }: Relevance): [row: number, column: number] {
  const at = values.indexOf(Math.max(...values));
  return [((Math.floor(at / columns) + 0.5) * ROWS) / rows, (((at % columns) + 0.5) * COLUMNS) / columns];
}

describe.each([
  ['occlusion', occlusion],
  ['random masks', rise],
  ['hidden patches', lime],
] as const)('a map made by %s', (_name, method) => {
  it('points at what the network looks at, tells its progress to the end, and is the same when made again', async () => {
    const told: [number, number][] = [];
    const grid = picture();
    const map = await method(grid, spot, (done, of) => told.push([done, of]));
    const [row, column] = peak(map);
    expect(Math.abs(row - 30)).toBeLessThan(6);
    expect(Math.abs(column - 8)).toBeLessThan(6);
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
    expect(told.map(([done]) => done)).toEqual(told.map((_, i) => i + 1));
    expect(await method(grid, spot, quiet)).toEqual(map);
    expect(grid).toEqual(picture());
  });

  it('means something: the network loses its word sooner by it than by chance', async () => {
    const map = await method(picture(), spot, quiet);
    const { deletion, insertion, randomDeletion, randomInsertion } = await faithfulness(picture(), map, spot, quiet);
    expect(deletion).toBeLessThan(randomDeletion * 0.7);
    expect(insertion).toBeGreaterThan(randomInsertion + 0.05);
  });

  it('says nothing of a network that looks nowhere', async () => {
    const { values } = await method(picture(), () => Promise.resolve(0.4), quiet);
    for (const value of values) expect(Math.abs(value)).toBeLessThan(1e-6);
  });
});

describe('a map that points away', () => {
  it('is found out', async () => {
    const { rows, columns, values } = await occlusion(picture(), spot, quiet);
    const away = { rows, columns, values: values.map((value) => -value) };
    const { deletion, insertion, randomDeletion, randomInsertion } = await faithfulness(picture(), away, spot, quiet);
    expect(deletion).toBeGreaterThan(randomDeletion);
    expect(insertion).toBeLessThan(randomInsertion);
  });
});

describe('a changed picture', () => {
  it('is itself where all is kept and the other one where nothing is', () => {
    const grid = picture();
    const other = emptied(grid);
    expect(mixed(grid, other, new Float32Array(ROWS * COLUMNS).fill(1))).toEqual(grid);
    expect(mixed(grid, other, new Float32Array(ROWS * COLUMNS))).toEqual(other);
  });

  it('that is emptied or blurred keeps its mean brightness, and blurring leaves a flat one alone', () => {
    const mean = ({ values }: Grid) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(emptied(picture()))).toBeCloseTo(mean(picture()), 5);
    const flat = { ...picture(), values: new Float32Array(ROWS * COLUMNS).fill(3) };
    expect(blurred(flat, 4).values.every((value) => Math.abs(value - 3) < 1e-5)).toBe(true);
    const spread = (grid: Grid) => Math.max(...grid.values) - Math.min(...grid.values);
    expect(spread(blurred(picture(), 4))).toBeLessThan(spread(picture()) / 2);
  });
});

describe('superpixels', () => {
  it('follow an edge between two brightnesses', () => {
    const values = Float32Array.from({ length: 40 * 40 }, (_, i) => (i % 40 < 17 ? 0 : 1));
    const { patches, count } = superpixels(values, 40, 40, 25);
    expect(count).toBe(25);
    const sides = new Map<number, Set<number>>();
    patches.forEach((patch, i) => sides.set(patch, (sides.get(patch) ?? new Set()).add(values[i]!)));
    expect([...sides.values()].every((found) => found.size === 1)).toBe(true);
  });

  it('of a flat picture are about equal', () => {
    const { patches, count } = superpixels(new Float32Array(60 * 60), 60, 60, 36);
    const sizes = new Array<number>(count).fill(0);
    patches.forEach((patch) => (sizes[patch]! += 1));
    expect(Math.min(...sizes)).toBeGreaterThan(50);
    expect(Math.max(...sizes)).toBeLessThan(200);
  });
});

describe('a map of a picture that fills a part of the input', () => {
  // 28 rows in the middle of 42, between bright bars
  const region = { row: 7, column: 0, rows: 28, columns: 42 };
  const placement = {
    crop: { row: 0, column: 0, rows: 28, columns: 42 },
    ...{ region, slices: 1, firstSlice: 0, range: { low: 0, high: 1, cut: true } },
  };
  const grid = newGrid(1, 1, 42, 42);
  grid.values.fill(5);
  for (let y = 7; y < 35; y++)
    for (let x = 0; x < 42; x++) grid.values[y * 42 + x] = 0.2 + 0.1 * Math.sin(y / 5 + x / 9);
  // one cell of the picture's 14 × 14 is bright
  for (let y = 7; y < 9; y++) grid.values.fill(0.9, y * 42, y * 42 + 3);
  /** Looks at the picture's first corner alone: 2 rows and 3 columns. */
  const corner: Ask = async ({ values }) => {
    let sum = 0;
    for (let y = 7; y < 9; y++) for (let x = 0; x < 3; x++) sum += values[y * 42 + x] as number;
    return Math.min(1, Math.max(0, sum / 6));
  };
  const asked = (method: 'occlusion' | 'rise' | 'lime', ask: Ask) =>
    mapOfPicture({ method, ask, label: 'a', seen: { grid, placement, rows: 28, columns: 42 }, steps: quiet });

  it('blanks out cells of the picture, each exactly where it lies', async () => {
    const { rows, columns, values } = await asked('occlusion', corner);
    expect([rows, columns]).toEqual([14, 14]);
    const inPicture = grid.values.slice(7 * 42, 35 * 42);
    const loss = 0.9 - inPicture.reduce((sum, value) => sum + value, 0) / inPicture.length;
    // windows of two by two cells, a cell apart: all over the corner's hold it, half of those beside it, a quarter across
    const share = (y: number, x: number) => (y > 1 || x > 1 ? 0 : 1 / ((1 + y) * (1 + x)));
    values.forEach((value, i) => expect(value).toBeCloseTo(loss * share(Math.floor(i / 14), i % 14), 5));
  });

  it.each(['occlusion', 'rise', 'lime'] as const)(
    'made by %s points at the corner and changes nothing beside the picture',
    async (method) => {
      const bars = (values: Float32Array) => [...values.subarray(0, 7 * 42), ...values.subarray(35 * 42)];
      const { rows, columns, values } = await asked(method, async (changed) => {
        expect(bars(changed.values).every((value) => value === 5)).toBe(true);
        return corner(changed);
      });
      const at = values.indexOf(Math.max(...values));
      expect((Math.floor(at / columns) + 0.5) / rows).toBeLessThan(0.2);
      expect(((at % columns) + 0.5) / columns).toBeLessThan(0.2);
    },
  );
});
