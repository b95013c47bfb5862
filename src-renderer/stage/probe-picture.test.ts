import { expect, it } from 'vitest';
import type { Point } from './screen-geometry.ts';
import { greyError, probeValues, PROBE_SIDE, PROBE_WINDOW } from './probe-picture.ts';

/** The picture drawn by a program that shows `share` of black to white for each value. */
function drawing(size: number, shown: (share: number) => number) {
  const values = probeValues();
  const { center, width } = PROBE_WINDOW;
  const data = new Uint8ClampedArray(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    const column = Math.floor(((i % size) / size) * PROBE_SIDE);
    const row = Math.floor((Math.floor(i / size) / size) * PROBE_SIDE);
    const value = values[row * PROBE_SIDE + column] as number;
    const grey = Math.round(Math.min(1, Math.max(0, shown((value - (center - width / 2)) / width))) * 255);
    data.set([grey, grey, grey, 255], i * 4);
  }
  return { data, width: size, height: size };
}

/** The picture fills the drawing. */
const fitted = (size: number) => (place: Point) => place.map((px) => (px / PROBE_SIDE) * size) as unknown as Point;

it('finds a right drawing right at every size', () => {
  for (const size of [128, 256, 384])
    expect(
      greyError(
        drawing(size, (share) => share),
        fitted(size),
      ),
    ).toBeLessThanOrEqual(0.5);
});

it.each<[string, (share: number) => number]>([
  ['greys of 6 bits', (share) => Math.round(share * 63) / 63],
  ['a gamma that nobody asked for', (share) => Math.max(0, share) ** 1.1],
  ['a window that is off by a hundredth', (share) => share + 0.01],
  ['nothing but black', () => 0],
])('finds out %s', (_what, shown) => {
  expect(greyError(drawing(256, shown), fitted(256))).toBeGreaterThan(1);
});

it('holds values below, within and above the window', () => {
  const values = probeValues();
  const { center, width } = PROBE_WINDOW;
  expect(Math.min(...values)).toBeLessThan(center - width / 2);
  expect(Math.max(...values)).toBeGreaterThan(center + width / 2);
  expect(new Set(values).size).toBeGreaterThan(250);
});

it('finds out that the picture lies elsewhere than it is said to', () => {
  expect(
    greyError(
      drawing(256, (share) => share),
      ([x, y]) => [x + 20, y],
    ),
  ).toBeGreaterThan(1);
});
