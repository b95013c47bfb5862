import { describe, expect, it } from 'vitest';
import type { PixelDescription, Window } from '../../src-shared/imaging/instance.ts';
import { differenceOf, paintEnhanced, type Original } from './enhanced-picture.ts';

const window: Window = { center: 100.5, width: 101, function: 'LINEAR' };
const description = {
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 12,
  sampleType: 'uint16',
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [window],
  voiLut: null,
  padding: null,
} as unknown as PixelDescription;
const original = (values: number[], more: Partial<PixelDescription> = {}): Original => ({
  rows: 1,
  columns: values.length,
  values: Uint16Array.from(values),
  description: { ...description, ...more },
});
const picture = (codes: number[]) => ({
  rows: 1,
  columns: codes.length,
  frames: 1,
  samples: 1 as const,
  values: Uint16Array.from(codes),
});
const SEEN = { low: 0, high: 255 };
const greys = (rgba: Uint8ClampedArray) => [...rgba].filter((_, i) => i % 4 === 0);

describe('an enhanced picture', () => {
  it('looks as the network made it as long as the window is the first one', () => {
    const painted = paintEnhanced(picture([0, 65_535, 32_768]), SEEN, original([50]), { window, inverted: false });
    expect(greys(painted)).toEqual([0, 255, 128]);
    expect([...painted].filter((_, i) => i % 4 === 3)).toEqual([255, 255, 255]);
  });

  it('follows the window of the original beside it', () => {
    // as first seen 128 is 100; in a window from 100 to 200 that is black
    const brighter: Window = { center: 150.5, width: 101, function: 'LINEAR' };
    const painted = paintEnhanced(picture([32_768, 65_535]), SEEN, original([50]), {
      window: brighter,
      inverted: false,
    });
    expect(greys(painted)).toEqual([0, 128]);
  });

  it('is turned round with it', () => {
    const painted = paintEnhanced(picture([0, 65_535]), SEEN, original([50]), { window, inverted: true });
    expect(greys(painted)).toEqual([255, 0]);
  });

  it('of a MONOCHROME1 film is not turned round twice', () => {
    const negative = original([50], { photometric: 'MONOCHROME1' });
    const painted = paintEnhanced(picture([0, 65_535]), SEEN, negative, { window, inverted: false });
    expect(greys(painted)).toEqual([0, 255]);
  });

  it('in modality values is windowed like the original', () => {
    const painted = paintEnhanced(picture([0, 65_535]), { low: 50, high: 100 }, original([50]), {
      window,
      inverted: false,
    });
    expect(greys(painted)).toEqual([0, 128]);
  });
});

describe('the difference to the original', () => {
  it('is nothing where the network changed nothing', () => {
    // 50 is black, 150 is white in the first window
    const { strengths, strongest } = differenceOf(picture([0, 65_535]), SEEN, original([50, 150]));
    expect([...strengths]).toEqual([0, 0]);
    expect(strongest).toBe(0);
  });

  it('is strongest where it changed most, and says how much that is', () => {
    const { strengths, strongest } = differenceOf(picture([0, 32_768, 0, 0]), SEEN, original([50, 50, 50, 50]));
    expect(strengths[1]).toBe(1);
    expect(strengths[0]).toBe(0);
    expect(strongest).toBeCloseTo(0.5, 4);
  });

  it('enlarges the original by its pixels’ middles first', () => {
    // a ramp enlarged twice: 0, 0.25, 0.75, 1 of the way
    const ramp = [0, 0.25, 0.75, 1].map((share) => Math.round(share * 65_535));
    const { strongest } = differenceOf(picture(ramp), SEEN, original([50, 150]));
    expect(strongest).toBeLessThan(1e-4);
  });
});
