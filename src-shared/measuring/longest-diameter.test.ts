import fc from 'fast-check';
import { expect, test } from 'vitest';
import fixture from './longest-diameter.fixture.json' with { type: 'json' };
import { longestDiameter } from './longest-diameter.ts';

const SQUARE = { row: 1, column: 1 };

test('is what scikit-image calls the maximum Feret diameter', () => {
  for (const { name, rows, columns, mask, feret } of fixture.masks) {
    const pixels = [...mask].map(Number);
    const found = longestDiameter(pixels, rows, columns, 1, SQUARE);
    expect(found?.length, name).toBeCloseTo(feret, 6);
  }
});

test('counts pixels that are not square by their millimetres', () => {
  const row = [1, 1, 1, 1, 0, 0];
  // from the top of the first to the bottom of the last
  expect(longestDiameter(row, 1, 6, 1, { row: 3, column: 0.5 })?.length).toBeCloseTo(Math.hypot(1.5, 3));
  expect(longestDiameter(row, 1, 6, 1, { row: 0.1, column: 0.5 })?.length).toBe(2);
  expect(longestDiameter([1, 1, 1, 1], 4, 1, 1, { row: 3, column: 0.5 })?.length).toBe(12);
});

test('finds the diameter of a disc in the patient, whatever the pixels are like', () => {
  for (const [row, column] of [
    [0.8, 0.5],
    [0.3, 1],
  ] as const) {
    const [rows, columns, radius] = [160, 200, 22];
    const mask = Array.from({ length: rows * columns }, (_, i) => {
      const x = ((i % columns) + 0.5 - columns / 2) * column;
      const y = (Math.floor(i / columns) + 0.5 - rows / 2) * row;
      return Math.hypot(x, y) < radius ? 1 : 0;
    });
    const { length } = longestDiameter(mask, rows, columns, 1, { row, column })!;
    expect(Math.abs(length - 2 * radius)).toBeLessThan(Math.hypot(row, column));
  }
});

test('is nothing where nothing is outlined, and leaves other labels alone', () => {
  expect(longestDiameter([0, 0, 2, 0], 2, 2, 1, SQUARE)).toBeNull();
  expect(longestDiameter([2, 2, 2, 1], 1, 4, 1, SQUARE)?.length).toBe(1);
});

test('no two edge middles of the area are further apart', () => {
  const masks = fc
    .record({ rows: fc.integer({ min: 1, max: 8 }), columns: fc.integer({ min: 1, max: 8 }) })
    .chain(({ rows, columns }) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        mask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows * columns, maxLength: rows * columns }),
        scale: fc.record({
          row: fc.double({ min: 0.1, max: 5, noNaN: true }),
          column: fc.double({ min: 0.1, max: 5, noNaN: true }),
        }),
      }),
    );
  fc.assert(
    fc.property(masks, ({ rows, columns, mask, scale }) => {
      const points = mask.flatMap((pixel, i) => {
        const [x, y] = [i % columns, Math.floor(i / columns)];
        return pixel
          ? [
              [x, y + 0.5],
              [x + 1, y + 0.5],
              [x + 0.5, y],
              [x + 0.5, y + 1],
            ]
          : [];
      }) as [number, number][];
      const lengths = points.flatMap((a) =>
        points.map((b) => Math.hypot((a[0] - b[0]) * scale.column, (a[1] - b[1]) * scale.row)),
      );
      const found = longestDiameter(mask, rows, columns, 1, scale);
      if (points.length === 0) expect(found).toBeNull();
      else expect(found!.length).toBeCloseTo(Math.max(...lengths), 9);
    }),
  );
});
