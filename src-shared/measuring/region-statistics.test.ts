import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitRegion, type Region } from './region.ts';
import { regionStatistics } from './region-statistics.ts';

const rows = 12;
const columns = 16;
const values = Int16Array.from(
  { length: rows * columns },
  (_, i) => ((i % columns) * 37 + Math.floor(i / columns) * 101) % 251,
);
const frame = { rows, columns, samplesPerPixel: 1 as const, values };
const pixels = { rescale: { slope: 2, intercept: -1000, unit: 'HU' }, modalityLut: null, padding: null };

describe('statistics of a region', () => {
  // numpy on the same ramp; membership by the ellipse's equation, by comparison, and by scikit-image's points_in_poly
  it.each<[Region, number, number, number, number, number]>([
    [
      {
        kind: 'ellipse',
        points: [
          [2.9, 2.6],
          [13.3, 10],
        ],
      },
      59,
      -748.7118644067797,
      142.03927015447354,
      -998,
      -500,
    ],
    [
      {
        kind: 'rectangle',
        points: [
          [9.7, 1.2],
          [2.3, 7.9],
        ],
      },
      56,
      -744.1785714285714,
      145.76756291424778,
      -998,
      -500,
    ],
    [
      {
        kind: 'freehand',
        points: [
          [2.2, 1.1],
          [13.7, 2.9],
          [9.3, 10.8],
          [7.9, 4.4],
          [3.1, 9.2],
        ],
      },
      56,
      -739.25,
      146.66850986395917,
      -998,
      -502,
    ],
  ])('are those of numpy: %o', (region, count, mean, deviation, min, max) => {
    const found = regionStatistics(frame, pixels, region)!;
    expect(found).toMatchObject({ pixels: count, min, max });
    expect(found.mean).toBeCloseTo(mean, 9);
    expect(found.deviation).toBeCloseTo(deviation, 9);
  });

  it('leave padding out', () => {
    const region: Region = {
      kind: 'rectangle',
      points: [
        [0, 0],
        [16, 12],
      ],
    };
    const padded = regionStatistics(frame, { ...pixels, padding: { from: 0, to: 100 } }, region)!;
    expect(padded.min).toBeGreaterThan(-800);
    expect(padded.pixels).toBe(values.filter((value) => value > 100).length);
  });

  it('are none outside the picture and none in colour', () => {
    expect(
      regionStatistics(frame, pixels, {
        kind: 'rectangle',
        points: [
          [20, 20],
          [30, 30],
        ],
      }),
    ).toBeNull();
    const colour = { ...frame, samplesPerPixel: 3 as const };
    expect(
      regionStatistics(colour, pixels, {
        kind: 'rectangle',
        points: [
          [0, 0],
          [3, 3],
        ],
      }),
    ).toBeNull();
  });

  it('count every pixel once, and neighbours share none', () => {
    const edge = fc.double({ min: -3, max: 19, noNaN: true });
    fc.assert(
      fc.property(edge, edge, edge, (a, b, c) => {
        const [left, middle, right] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const counts = new Uint8Array(rows * columns);
        const box = (from: number, to: number): Region => ({
          kind: 'rectangle',
          points: [
            [from, -1],
            [to, 13],
          ],
        });
        for (const region of [box(left, middle), box(middle, right)]) visitRegion(region, frame, (i) => counts[i]!++);
        const whole = new Uint8Array(rows * columns);
        visitRegion(box(left, right), frame, (i) => whole[i]!++);
        expect(counts).toEqual(whole);
      }),
    );
  });
});
