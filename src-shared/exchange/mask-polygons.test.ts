import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../annotation/mask-runs.ts';
import type { Point } from '../drawing/plane.ts';
import { cutPolygonsOfRuns, pixelsOfPolygons } from './mask-polygons.ts';

const mask = fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 })).chain(([rows, columns]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    values: fc.array(fc.constantFrom(0, 1, 1), { minLength: rows * columns, maxLength: rows * columns }),
  }),
);

/** How often a polygon goes round a point (the winding rule). */
function winding([px, py]: Point, polygon: readonly Point[]): number {
  let turns = 0;
  polygon.forEach(([x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length] as Point;
    if (x0 <= px || y0 <= py === y1 <= py) return;
    turns += y1 > y0 ? 1 : -1;
    expect(x1).toBe(x0);
  });
  return turns;
}

describe('polygons of a mask', () => {
  it('cut open where there are holes cover the same pixels, by the even-odd and by the winding rule', () => {
    fc.assert(
      fc.property(mask, ({ rows, columns, values }) => {
        const polygons = cutPolygonsOfRuns(runsOf(values), rows, columns);
        expect([...pixelsOfPolygons(polygons, rows, columns)]).toEqual(values);
        const middles = values.map((_, i): Point => [(i % columns) + 0.5, Math.floor(i / columns) + 0.5]);
        const wound = middles.map((middle) => polygons.reduce((sum, polygon) => sum + winding(middle, polygon), 0));
        expect(wound).toEqual(values);
      }),
    );
  });
});

describe('a polygon', () => {
  it('covers the pixels whose middle it holds, and nothing outside of the picture', () => {
    const triangle: Point[] = [
      [-5, -5],
      [20, -5],
      [-5, 20],
    ];
    const covered = pixelsOfPolygons([triangle], 4, 30);
    expect(covered.slice(0, 30).reduce((sum, inside) => sum + inside, 0)).toBe(14);
    expect(
      pixelsOfPolygons(
        [
          [
            [50, 50],
            [60, 50],
            [60, 60],
          ],
        ],
        4,
        30,
      ).some(Boolean),
    ).toBe(false);
  });
});
