import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinaryMask, Touch } from './binary-mask.ts';
import { componentsOf } from './components.ts';
import { fillHoles } from './fill-holes.ts';
import { partsOfRuns } from './mask-parts.ts';

const masks = fc
  .record({
    slices: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    share: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ slices, rows, columns, share, seed }): BinaryMask => {
    const values = new Uint8Array(slices * rows * columns).map(() => (seed.next().value < share ? 1 : 0));
    return { slices, rows, columns, values };
  });

/** Parts by looking at the neighbours of every voxel, in reading order. */
function flooded({ slices, rows, columns, values }: BinaryMask, wanted: number, touch: Touch): number[] {
  const parts = new Array<number>(values.length).fill(0);
  let last = 0;
  const visit = (start: number) => {
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (parts[at] || values[at] !== wanted) continue;
      parts[at] = last;
      const [x, y, z] = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / columns / rows)];
      for (const dz of [-1, 0, 1]) {
        for (const dy of [-1, 0, 1]) {
          for (const dx of [-1, 0, 1]) {
            if (touch === 'faces' && Math.abs(dz) + Math.abs(dy) + Math.abs(dx) !== 1) continue;
            const [nx, ny, nz] = [x + dx, y + dy, z + dz];
            if (nx < 0 || ny < 0 || nz < 0 || nx >= columns || ny >= rows || nz >= slices) continue;
            waiting.push((nz * rows + ny) * columns + nx);
          }
        }
      }
    }
  };
  values.forEach((value, at) => {
    if (value !== wanted || parts[at]) return;
    last++;
    visit(at);
  });
  return parts;
}

describe('the parts of a mask', () => {
  it.each(['faces', 'corners'] as const)('are those that a walk from voxel to voxel finds (%s)', (touch) => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { labels, sizes } = componentsOf(mask, touch);
        const walked = flooded(mask, 1, touch);
        expect([...labels]).toEqual(walked);
        sizes.forEach((size, part) => expect(walked.filter((each) => each === part + 1)).toHaveLength(size));
      }),
    );
  });

  it('are as well those of what is not set', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { starts, ends, parts } = partsOfRuns(mask, 0, 'faces');
        const labels = new Array<number>(mask.values.length).fill(0);
        parts.forEach((part, run) => labels.fill(part + 1, starts[run], ends[run]));
        expect(labels).toEqual(flooded(mask, 0, 'faces'));
      }),
    );
  });

  it('leave in a filled slice no background that does not reach its border', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const { rows, columns } = mask;
        const plane = rows * columns;
        const filled = fillHoles(mask).values;
        for (let slice = 0; slice < mask.slices; slice++) {
          const own = { slices: 1, rows, columns, values: mask.values.subarray(slice * plane, (slice + 1) * plane) };
          const parts = flooded(own, 0, 'faces');
          const atEdge = (i: number) =>
            i < columns || i >= plane - columns || i % columns === 0 || (i + 1) % columns === 0;
          const open = new Set(parts.filter((part, i) => part > 0 && atEdge(i)));
          expect([...filled.subarray(slice * plane, (slice + 1) * plane)]).toEqual(
            parts.map((part) => (open.has(part) ? 0 : 1)),
          );
        }
      }),
    );
  });
});
