import { describe, expect, it } from 'vitest';
import { edgesFromCosines } from '../../src-shared/imaging/orientation.ts';
import { edgesOnScreen, type ScreenMatrix } from './screen-geometry.ts';

type Direction = readonly [number, number, number];

/** The 48 ways in which columns, rows and slices can run along the patient's axes. */
const ORIENTATIONS = [0, 1, 2].flatMap((a) =>
  [0, 1, 2]
    .filter((b) => b !== a)
    .flatMap((b) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((signs) => {
        const along = (axis: number, bit: number) =>
          [0, 1, 2].map((i) => (i === axis ? (signs & bit ? -1 : 1) : 0)) as unknown as Direction;
        return { row: along(a, 1), column: along(b, 2), slice: along(3 - a - b, 4) };
      }),
    ),
);

/** The eight ways in which a picture can lie on the screen, as the matrix of its columns and rows. */
const LYING: readonly ScreenMatrix[] = [
  [1, 0, 0, 1],
  [0, 1, -1, 0],
  [-1, 0, 0, -1],
  [0, -1, 1, 0],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
].map(([a, b, c, d]) => ({ a: 2 * a!, b: 2 * b!, c: 2 * c!, d: 2 * d!, e: 100, f: 50 }));

/** LPS: to the left, to the back, to the head. */
function letterOf([x, y, z]: Direction): string {
  if (x !== 0) return x > 0 ? 'L' : 'R';
  if (y !== 0) return y > 0 ? 'P' : 'A';
  return z > 0 ? 'H' : 'F';
}

/** The patient's direction of a step on the screen: what the letter at that edge has to say. */
function towards(matrix: ScreenMatrix, row: Direction, column: Direction, x: number, y: number): Direction {
  const { a, b, c, d } = matrix;
  const determinant = a * d - b * c;
  const [alongRow, alongColumn] = [(d * x - c * y) / determinant, (a * y - b * x) / determinant];
  return [0, 1, 2].map((i) => Math.sign(alongRow * row[i]! + alongColumn * column[i]!)) as unknown as Direction;
}

describe('the letters at the edges', () => {
  it('are right for all 48 orientations of a volume, however its picture is turned and flipped', () => {
    expect(new Set(ORIENTATIONS.map((one) => JSON.stringify(one))).size).toBe(48);
    for (const { row, column } of ORIENTATIONS) {
      const edges = edgesFromCosines([...row, ...column]);
      for (const matrix of LYING) {
        const at = (x: number, y: number) => letterOf(towards(matrix, row, column, x, y));
        expect(edgesOnScreen(edges, matrix)).toEqual({
          left: at(-1, 0),
          right: at(1, 0),
          top: at(0, -1),
          bottom: at(0, 1),
        });
      }
    }
  });

  it('follow an oblique slice to the side that it leans to most', () => {
    const turn = (20 * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const edges = edgesFromCosines([cos, sin, 0, 0, 0, -1]);
    const { left, right, top, bottom } = edgesOnScreen(edges, LYING[0]!);
    expect([left.charAt(0), right.charAt(0), top.charAt(0), bottom.charAt(0)]).toEqual(['R', 'L', 'H', 'F']);
  });
});
