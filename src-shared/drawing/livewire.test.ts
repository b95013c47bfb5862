import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../metrics/bootstrap.ts';
import { edgeCosts, snapped, type EdgeCosts } from './edge-cost.ts';
import { linkCost, Livewire } from './livewire.ts';
import type { Point } from './plane.ts';

const STEPS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/** The cheapest ways from a pixel by relaxing every link until nothing changes (Bellman 1958). */
function cheapest(edges: EdgeCosts, seed: number): number[] {
  const { rows, columns } = edges;
  const ways = new Array<number>(rows * columns).fill(Infinity);
  ways[seed] = 0;
  for (let changed = true; changed;) {
    changed = false;
    ways.forEach((way, at) => {
      STEPS.forEach(([dx, dy], step) => {
        const [x, y] = [(at % columns) + dx, Math.floor(at / columns) + dy];
        if (x < 0 || y < 0 || x >= columns || y >= rows) return;
        const cost = way + linkCost(edges, at, y * columns + x, step);
        if (cost >= ways[y * columns + x]!) return;
        ways[y * columns + x] = cost;
        changed = true;
      });
    });
  }
  return ways;
}

const edges = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })).chain(([rows, columns]) => {
  const bytes = (max: number) =>
    fc.uint8Array({ minLength: rows * columns, maxLength: rows * columns, max }); // prettier-ignore
  return fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    costs: bytes(219),
    directions: bytes(255),
  });
});

/** A bright disc in noise. */
function noisyDisc(side: number, radius: number) {
  const random = seeded(7);
  const values = Float32Array.from({ length: side * side }, (_, i) => {
    const away = Math.hypot((i % side) + 0.5 - side / 2, Math.floor(i / side) + 0.5 - side / 2);
    return (away < radius ? 100 : 50) + 25 * (random() - 0.5);
  });
  return { rows: side, columns: side, values };
}

describe('a live wire', () => {
  it('takes the cheapest way to everywhere, in whatever order it is asked', () => {
    fc.assert(
      fc.property(edges, fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (edges, seed, targets) => {
        const pixels = edges.rows * edges.columns;
        const place = (i: number): Point => [(i % edges.columns) + 0.5, Math.floor(i / edges.columns) + 0.25];
        const wire = new Livewire(edges);
        const from = seed % pixels;
        wire.begin(place(from));
        const ways = cheapest(edges, from);
        for (const target of targets.map((target) => target % pixels)) {
          expect(wire.costTo(place(target))).toBe(ways[target]);
          const path = wire.pathTo(place(target)).map(([x, y]) => Math.floor(y) * edges.columns + Math.floor(x));
          expect([path[0], path.at(-1)]).toEqual([from, target]);
          // and the way costs what it says
          const costs = path.slice(1).map((to, i) => {
            const at = path[i]!;
            const [dx, dy] = [
              (to % edges.columns) - (at % edges.columns),
              Math.floor(to / edges.columns) - Math.floor(at / edges.columns),
            ];
            return linkCost(
              edges,
              at,
              to,
              STEPS.findIndex(([x, y]) => x === dx && y === dy),
            );
          });
          expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(ways[target]);
        }
      }),
    );
  });

  it('follows the border of a disc in noise', () => {
    const wire = new Livewire(edgeCosts(noisyDisc(96, 32), 1.5));
    wire.begin([48 - 32, 48]);
    const path = wire.pathTo([48, 48 - 32]);
    for (const [x, y] of path) expect(Math.abs(Math.hypot(x - 48, y - 48) - 32)).toBeLessThan(1.7);
    // a quarter of the circle, not the chord
    expect(path.length).toBeGreaterThan(32);
  });

  it('begins anew without remembering', () => {
    const costs = edgeCosts(noisyDisc(32, 10), 1);
    const [used, fresh] = [new Livewire(costs), new Livewire(costs)];
    used.begin([3, 3]);
    used.pathTo([30, 30]);
    for (const wire of [used, fresh]) wire.begin([20.2, 9.9]);
    expect(used.pathTo([1, 25])).toEqual(fresh.pathTo([1, 25]));
  });

  it('grows when there is time, and says when all is known', () => {
    const wire = new Livewire(edgeCosts(noisyDisc(16, 5), 1));
    wire.begin([0, 0]);
    expect(wire.grow(100)).toBe(true);
    expect(wire.grow(1000)).toBe(false);
    expect(wire.pathTo([15, 15]).at(0)).toEqual([0.5, 0.5]);
  });

  it('refuses places outside the picture and a way from nowhere', () => {
    const wire = new Livewire(edgeCosts(noisyDisc(8, 3), 1));
    expect(() => wire.pathTo([1, 1])).toThrow(RangeError);
    expect(() => wire.begin([8, 1])).toThrow(RangeError);
    expect(() => wire.begin([NaN, 1])).toThrow(RangeError);
    wire.begin([1, 1]);
    expect(() => wire.pathTo([-0.1, 1])).toThrow(RangeError);
  });
});

describe('edges', () => {
  it('are cheap on a step and go along it', () => {
    // dark left, bright right
    const [rows, columns] = [9, 12];
    const values = Float32Array.from({ length: rows * columns }, (_, i) => (i % columns < 6 ? 0 : 10));
    const { costs, directions } = edgeCosts({ rows, columns, values }, 1);
    expect(Math.min(...costs)).toBe(costs[4 * columns + 5]);
    expect(costs[4 * columns + 5]).toBeLessThan(costs[4 * columns + 2]! / 3);
    // the bright side is on the right hand of one who goes up
    expect(directions[4 * columns + 5]).toBe(192);
  });

  it('are nowhere in a flat picture, whatever is no number', () => {
    const { costs } = edgeCosts({ rows: 3, columns: 3, values: [5, 5, 5, 5, NaN, 5, 5, 5, Infinity] }, 1);
    expect(new Set(costs)).toEqual(new Set([219]));
  });

  it('draw the pointer to them, but not from afar', () => {
    const costs = edgeCosts(noisyDisc(64, 20), 1.5);
    const [x, y] = snapped(costs, [32 - 23, 32], 5);
    expect(Math.abs(Math.hypot(x - 32, y - 32) - 20)).toBeLessThan(1.7);
    const [nearX, nearY] = snapped(costs, [5.2, 5.9], 2);
    expect(Math.hypot(nearX - 5.2, nearY - 5.9)).toBeLessThanOrEqual(2);
    expect(snapped(costs, [-20, 3], 4)).toEqual([-20, 3]);
  });
});
