import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../pixels/components.ts';
import { drawn, plot, plotted } from './drawing.fixture.ts';
import { outlinesOf, type Outline, type Ring } from './rings.ts';
import { polygon } from './polygon.ts';
import { simplified } from './simplify.ts';
import type { Plane } from './plane.ts';

const plane = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.constantFrom(0, 1, 1), { minLength: rows * columns, maxLength: rows * columns })
      .map((values): Plane => ({ rows, columns, values: Uint8Array.from(values) })),
  );
const rings = (outlines: readonly Outline[]) => outlines.flatMap(({ outer, holes }) => [outer, ...holes]);
/** Positive where a ring goes clockwise on the screen. */
const area = (ring: Ring) =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

/** Corners from pairs of digits. */
const corners = (text: string) => text.split(' ').map((pair) => [Number(pair[0]), Number(pair[1])]);

describe('the rings of a mask', () => {
  it('filled again are the mask, by either rule', () => {
    fc.assert(
      fc.property(plane, (mask) => {
        for (const rule of ['even-odd', 'non-zero'] as const) {
          const again = drawn(polygon(rings(outlinesOf(mask)), rule), mask.rows, mask.columns);
          expect(again.values).toEqual(mask.values);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are one outline for each part that joins by faces, with its area', () => {
    fc.assert(
      fc.property(plane, (mask) => {
        const outlines = outlinesOf(mask);
        const { sizes } = componentsOf({ slices: 1, ...mask }, 'faces');
        expect(
          outlines.map(({ outer, holes }) => [outer, ...holes].reduce((sum, ring) => sum + area(ring), 0)),
        ).toEqual(sizes);
        for (const { outer, holes } of outlines) {
          expect(area(outer)).toBeGreaterThan(0);
          for (const hole of holes) expect(area(hole)).toBeLessThan(0);
        }
      }),
    );
  });

  it('have corners only, on the edges of pixels', () => {
    expect(outlinesOf(plotted('.....', '.###.', '.#.#.', '.###.'))).toEqual([
      {
        outer: corners('41 44 14 11'),
        holes: [corners('33 32 22 23')],
      },
    ]);
    expect(outlinesOf(plotted('...'))).toEqual([]);
  });

  it('keep apart what touches at a corner', () => {
    expect(outlinesOf(plotted('#.', '.#'))).toHaveLength(2);
    // what is outside joins by corners: the ring comes to the corner twice
    expect(outlinesOf(plotted('###', '#.#', '##.', '###'))).toMatchObject([{ holes: [] }]);
  });
});

describe('a simplified ring', () => {
  const [rows, columns] = [40, 40];
  const disc = plotted(
    ...Array.from({ length: rows }, (_, y) =>
      Array.from({ length: columns }, (_, x) => (Math.hypot(x - 19.5, y - 19.5) < 16 ? '#' : '.')).join(''),
    ),
  );

  it('has fewer corners and stays within its tolerance', () => {
    const [{ outer }] = outlinesOf(disc) as [Outline];
    const fewer = simplified(outer, 0.75);
    expect(fewer.length).toBeLessThan(outer.length / 3);
    for (const [x, y] of outer) {
      const away = fewer.map(([ax, ay], i) => {
        const [bx, by] = fewer[(i + 1) % fewer.length]!;
        const t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
        const near = Math.max(0, Math.min(1, t));
        return Math.hypot(x - ax - near * (bx - ax), y - ay - near * (by - ay));
      });
      expect(Math.min(...away)).toBeLessThanOrEqual(0.75 + 1e-12);
    }
    expect(Math.abs(area(fewer) - area(outer)) / area(outer)).toBeLessThan(0.03);
  });

  it('without tolerance covers the same pixels', () => {
    fc.assert(
      fc.property(plane, (mask) => {
        const simple = rings(outlinesOf(mask)).map((ring) => simplified(ring, 0));
        expect(plot(drawn(polygon(simple, 'even-odd'), mask.rows, mask.columns))).toEqual(plot(mask));
      }),
    );
  });

  it('never has fewer than three corners', () => {
    const [{ outer }] = outlinesOf(plotted('#')) as [Outline];
    expect(simplified(outer, 50)).toEqual(outer);
  });
});
