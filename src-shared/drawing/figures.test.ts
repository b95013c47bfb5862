import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellipse, rectangle } from './box.ts';
import { stroke, type Nib } from './brush.ts';
import { drawn, plot, plotted } from './drawing.fixture.ts';
import truth from './drawing.fixture.json' with { type: 'json' };
import { paint } from './figure.ts';
import { extentOf, joined, newPlane, type Point } from './plane.ts';
import { polygon } from './polygon.ts';
import { ballNibs } from './sphere.ts';

const text = ({ values }: { values: Uint8Array }) => values.join('');
const points = (list: number[][]) => list as unknown as [Point, Point, ...Point[]];
// where a pointer can be: sixteenths of a pixel
const coordinate = fc.integer({ min: -96, max: 480 }).map((sixteenth) => sixteenth / 16);
const point = fc.tuple(coordinate, coordinate);
const nib: fc.Arbitrary<Nib> = fc.record({
  shape: fc.constantFrom('disc', 'square'),
  radius: fc.double({ min: 0, max: 9, noNaN: true }),
  spacing: fc.tuple(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: 0.3, max: 3, noNaN: true })),
});
const [rows, columns] = [21, 25];

describe.each(truth.polygons)('a polygon of $ring.length corners', ({ shape, ring, evenOdd, nonZero }) => {
  const [tall, wide] = shape as [number, number];

  it('covers the pixels of scikit-image, also where it crosses itself', () => {
    expect(text(drawn(polygon([points(ring)], 'even-odd'), tall, wide))).toBe(evenOdd);
  });

  it('covers by the non-zero rule what it winds around', () => {
    expect(text(drawn(polygon([points(ring)], 'non-zero'), tall, wide))).toBe(nonZero);
  });
});

describe('a polygon', () => {
  it('shares no pixel with its neighbour and leaves none out', () => {
    const whole = fc.integer({ min: 0, max: 40 }).map((half) => half / 2);
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole), { minLength: 3, maxLength: 9 }), whole, whole, (corners, x, y) => {
        // the triangles from one point to every edge: together they cover what the ring covers, each place as often
        const covered = new Uint8Array(rows * columns);
        corners.forEach((corner, i) => {
          const triangle = [[x, y] as Point, corner, corners[(i + 1) % corners.length] as Point];
          drawn(polygon([triangle], 'even-odd'), rows, columns).values.forEach((is, at) => {
            covered[at] = (covered[at] as number) ^ is;
          });
        });
        expect(covered.join('')).toBe(text(drawn(polygon([corners], 'even-odd'), rows, columns)));
      }),
    );
  });

  it('has holes where a second ring lies', () => {
    const box = (from: number, to: number): Point[] => [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
    ];
    expect(plot(drawn(polygon([box(0, 5), box(1, 4)], 'even-odd'), 5, 5))).toEqual([
      '#####',
      '#...#',
      '#...#',
      '#...#',
      '#####',
    ]);
  });

  it('of no corner, one or two covers nothing', () => {
    for (const ring of [
      [],
      [[3, 3]],
      [
        [1, 1],
        [9, 7],
      ],
    ] as Point[][]) {
      // prettier-ignore
      expect(extentOf(drawn(polygon([ring], 'even-odd'), rows, columns))).toBeNull();
    }
  });
});

describe('a box', () => {
  it.each(truth.ellipses)('holds the ellipse of scikit-image', ({ shape, corners, mask }) => {
    const [tall, wide] = shape as [number, number];
    const [first, second] = points(corners);
    expect(text(drawn(ellipse(first, second), tall, wide))).toBe(mask);
    expect(text(drawn(ellipse(second, first), tall, wide))).toBe(mask);
  });

  it('is the polygon of its corners', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const ring: Point[] = [a, [b[0], a[1]], b, [a[0], b[1]]];
        expect(text(drawn(rectangle(a, b), rows, columns))).toBe(
          text(drawn(polygon([ring], 'even-odd'), rows, columns)),
        );
      }),
    );
  });
});

describe.each(truth.strokes)('a stroke of radius $radius', ({ shape, radius, spacing, from, to, disc, square }) => {
  const [tall, wide] = shape as [number, number];
  const [a, b] = points([from, to]);
  const distances = spacing as [number, number];

  it('covers every middle that the nib comes over', () => {
    for (const [nib, expected] of [
      ['disc', disc],
      ['square', square],
    ] as const) {
      const found = text(drawn(stroke({ shape: nib, radius, spacing: distances }, a, b), tall, wide));
      expect(found).toBe(expected);
    }
  });
});

describe('a stroke', () => {
  it('is the same there and back', () => {
    fc.assert(
      fc.property(nib, point, point, (nib, a, b) => {
        expect(text(drawn(stroke(nib, a, b), rows, columns))).toBe(text(drawn(stroke(nib, b, a), rows, columns)));
      }),
    );
  });

  it('covers every dab on its way and nothing that no dab comes near', () => {
    fc.assert(
      fc.property(nib, point, point, (thin, a, b) => {
        // thick enough that the pixels that the way goes through are covered anyhow
        const nib = { ...thin, radius: thin.radius + 2.2 };
        const way = drawn(stroke(nib, a, b), rows, columns);
        const dabs = newPlane(rows, columns);
        const fat = newPlane(rows, columns);
        // a thousand dabs, a little thinner and a little fatter than the nib: the stroke lies between them
        const margin = (1e-9 + Math.hypot(b[0] - a[0], b[1] - a[1]) / 1000) * 3;
        for (let i = 0; i <= 1000; i++) {
          const at: Point = [a[0] + ((b[0] - a[0]) * i) / 1000, a[1] + ((b[1] - a[1]) * i) / 1000];
          paint(dabs, stroke({ ...nib, radius: Math.max(0, nib.radius - 1e-9) }, at, at), 1);
          paint(fat, stroke({ ...nib, radius: nib.radius + margin }, at, at), 1);
        }
        dabs.values.forEach((is, i) => {
          if (is) expect(way.values[i]).toBe(1);
          if (way.values[i]) expect(fat.values[i]).toBe(1);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('leaves no gap, however thin the nib and quick the hand', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const { values } = drawn(stroke({ shape: 'disc', radius: 0, spacing: [1, 1] }, a, b), rows, columns);
        for (let i = 0; i <= 50; i++) {
          const [x, y] = [a[0] + ((b[0] - a[0]) * i) / 50, a[1] + ((b[1] - a[1]) * i) / 50];
          const [column, row] = [Math.floor(x), Math.floor(y)];
          if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
          // a place on the border of two pixels may be reckoned to either
          const near = [0, 1e-9, -1e-9].flatMap((dy) =>
            [0, 1e-9, -1e-9].map((dx) => Math.floor(y + dy) * columns + Math.floor(x + dx)),
          );
          expect(near.some((at) => values[at])).toBe(true);
        }
      }),
    );
  });

  it('paints single pixels with the thinnest nib', () => {
    const thin: Nib = { shape: 'disc', radius: 0, spacing: [1, 1] };
    expect(plot(drawn(stroke(thin, [0.5, 0.5], [4.5, 2.5]), 3, 5))).toEqual(['##...', '.###.', '...##']);
    expect(plot(drawn(stroke(thin, [2.9, 1.1], [2.9, 1.1]), 3, 5))).toEqual(['.....', '..#..', '.....']);
  });

  it('says where it changed something, and nothing the second time', () => {
    fc.assert(
      fc.property(nib, point, point, point, (nib, a, b, c) => {
        const plane = drawn(stroke(nib, a, b), rows, columns);
        const before = plane.values.slice();
        const changed = paint(plane, stroke(nib, b, c), 1);
        const differs = { rows, columns, values: before.map((value, i) => value ^ (plane.values[i] as number)) };
        expect(changed).toEqual(extentOf(differs));
        expect(paint(plane, stroke(nib, b, c), 1)).toBeNull();
      }),
    );
  });

  it('erases what it painted, and only where it may', () => {
    fc.assert(
      fc.property(nib, point, point, (nib, a, b) => {
        const way = stroke(nib, a, b);
        const full = { rows, columns, values: new Uint8Array(rows * columns).fill(1) };
        paint(full, way, 0);
        const painted = drawn(way, rows, columns);
        expect(text(full)).toBe(text({ values: painted.values.map((value) => 1 - value) }));
        const plane = newPlane(rows, columns);
        const allowed = plane.values.map((_, i) => (i % 3 === 0 ? 1 : 0));
        paint(plane, way, 1, allowed);
        expect(text(plane)).toBe(text({ values: painted.values.map((value, i) => value & (allowed[i] as number)) }));
      }),
    );
  });
});

describe('a ball', () => {
  it('is as wide in every slice as its distance leaves', () => {
    const nibs = ballNibs(5, [2, 0.5, 0.5], 1, 40);
    expect(nibs.map(({ slice }) => slice)).toEqual([0, 1, 2, 3]);
    expect(nibs.map(({ nib }) => nib.radius)).toEqual([Math.sqrt(21), 5, Math.sqrt(21), 3]);
  });

  it('is one disc where slices lie further apart than it reaches', () => {
    expect(ballNibs(1, [3, 1, 1], 7, 9)).toEqual([{ slice: 7, nib: { shape: 'disc', radius: 1, spacing: [1, 1] } }]);
  });
});

describe('rectangles', () => {
  it('join', () => {
    const box = { left: 1, top: 2, right: 3, bottom: 4 };
    expect(joined(null, box)).toEqual(box);
    expect(joined(box, { left: 0, top: 3, right: 2, bottom: 9 })).toEqual({ left: 0, top: 2, right: 3, bottom: 9 });
  });

  it('hold what is inside', () => {
    expect(extentOf(plotted('....', '..#.', '.##.', '....'))).toEqual({ left: 1, top: 1, right: 3, bottom: 3 });
    expect(extentOf(plotted('...'))).toBeNull();
  });
});
