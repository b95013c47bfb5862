import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filledBetween } from './between-slices.ts';
import { ellipse } from './box.ts';
import { drawn, plot, plotted } from './drawing.fixture.ts';
import { grownBy, shrunkBy } from './margin.ts';
import truth from './mask-shapes.fixture.json' with { type: 'json' };
import { newPlane, type Plane } from './plane.ts';
import { signedDistances, type Spacing } from './signed-distance.ts';
import { smoothed } from './smooth.ts';

const text = ({ values }: { values: Uint8Array }) => values.join('');
const pixels = (mask: string) => Uint8Array.from(mask, Number);

describe.each(truth.grids)('a mask of $shape', ({ shape, spacing, mask, signed, grown, shrunk, smoothed: smooth }) => {
  const [slices, rows, columns] = shape as [number, number, number];
  const given = { slices, rows, columns, values: pixels(mask) };
  const steps = spacing as unknown as Spacing;

  it('has the distances of SciPy, positive inside', () => {
    signedDistances(given, steps).forEach((distance, i) => expect(distance).toBeCloseTo(signed[i]!, 8));
  });

  it.each(['1', '2.3', '3.1'] as const)('grows and shrinks by %s as SciPy says', (by) => {
    expect(text(grownBy(given, Number(by), steps))).toBe(grown[by]);
    expect(text(shrunkBy(given, Number(by), steps))).toBe(shrunk[by]);
  });

  it('is smoothed as by SciPy’s bell', () => {
    expect(text(smoothed(given, 1.2, steps))).toBe(smooth);
  });
});

describe.each(truth.gaps)('a gap of spacing $spacing', ({ shape, spacing, first, second, between }) => {
  const [rows, columns] = shape as [number, number];

  it('is filled as by SciPy’s distances', () => {
    const ends = [first, second].map((mask, i) => ({
      slice: 3 + 4 * i,
      plane: { rows, columns, values: pixels(mask) },
    }));
    const filled = filledBetween(ends, spacing as [number, number]);
    expect(filled.map(({ slice }) => slice)).toEqual([4, 5, 6]);
    filled.forEach(({ plane }, i) => {
      plane.values.forEach((value, at) => {
        const expected = between[i]![at];
        if (expected !== '?') expect(String(value)).toBe(expected);
      });
    });
  });
});

describe('between slices', () => {
  const side = 24;
  const disc = (x: number, y: number, radius: number): Plane =>
    drawn(ellipse([x - radius, y - radius], [x + radius, y + radius]), side, side);
  const coordinate = fc.integer({ min: 8, max: 16 });

  it('a shape inside the other grows from one to the next', () => {
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 2, max: 6 }), (x, y, gap) => {
        const ends = [disc(x, y, 2), disc(12, 12, 10)].map((plane, i) => ({ slice: i * gap, plane }));
        const all = [ends[0]!, ...filledBetween(ends, [1, 1]), ends[1]!];
        expect(all.map(({ slice }) => slice)).toEqual(Array.from({ length: gap + 1 }, (_, i) => i));
        all.slice(1).forEach(({ plane }, i) => {
          all[i]!.plane.values.forEach((value, at) => expect(value <= plane.values[at]!).toBe(true));
        });
      }),
      { numRuns: 30 },
    );
  });

  it('equal shapes stay as they are', () => {
    const ends = [0, 5].map((slice) => ({ slice, plane: disc(9, 13, 6) }));
    for (const { plane } of filledBetween(ends, [1, 2])) expect(plane).toEqual(disc(9, 13, 6));
  });

  it('every gap is filled by its own neighbours, and empty slices are none', () => {
    const drawn = [
      { slice: 1, plane: disc(8, 8, 4) },
      { slice: 2, plane: newPlane(side, side) },
      { slice: 4, plane: disc(8, 8, 4) },
      { slice: 5, plane: disc(8, 8, 5) },
      { slice: 7, plane: disc(8, 8, 5) },
    ];
    expect(filledBetween(drawn, [1, 1]).map(({ slice }) => slice)).toEqual([2, 3, 6]);
    expect(filledBetween(drawn.slice(0, 2), [1, 1])).toEqual([]);
  });

  it('shapes that share nothing meet on the line between their middles', () => {
    const ends = [
      { slice: 0, plane: disc(5, 5, 3) },
      { slice: 2, plane: disc(17, 17, 3) },
    ];
    const [{ plane }] = filledBetween(ends, [1, 1]) as unknown as [{ plane: Plane }];
    expect(plane).toEqual(disc(11, 11, 3));
  });
});

describe('a margin', () => {
  it('of nothing changes nothing, and the border of the picture eats nothing', () => {
    const full = { slices: 1, ...plotted('###', '###') };
    expect(grownBy(full, 0, [1, 1, 1])).toEqual(full);
    expect(shrunkBy(full, 5, [1, 1, 1])).toEqual(full);
    const one = { slices: 1, ...plotted('....', '.#..') };
    expect(shrunkBy(one, 0, [1, 1, 1])).toEqual(one);
    expect(plot(grownBy(one, 1, [1, 0.5, 1]))).toEqual(['.#..', '###.']);
  });
});
