import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../pixels/components.ts';
import { drawn, plotted } from './drawing.fixture.ts';
import { outlinesOf, type Outline, type Ring } from './rings.ts';
import { polygon } from './polygon.ts';
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
