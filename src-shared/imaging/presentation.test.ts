import { describe, expect, it } from 'vitest';
import { prepareFrame } from '../pixels/prepare-frame.ts';
import { farthest, wave } from '../pixels/wave.fixture.ts';
import type { PixelDescription, Window } from './instance.ts';
import { greyPresentationOf, modalityOf, presentationOf, windowed } from './presentation.ts';

const grey8 = {
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 8,
  sampleType: 'uint8',
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [],
  voiLut: null,
  padding: null,
} satisfies Partial<PixelDescription>;
const grey16 = { ...grey8, bitsStored: 16, sampleType: 'int16' } as const;
const window = (center: number, width: number, shape: Window['function'] = 'LINEAR'): Window => ({
  center,
  width,
  function: shape,
});

describe('a window', () => {
  it('is linear by the letter of PS3.3 C.11.2.1.2.1', () => {
    const seen = windowed(window(40, 400));
    expect(seen(-160)).toBe(0);
    expect(seen(39.5)).toBe(127.5);
    expect(seen(239)).toBe(255);
    expect(seen(40)).toBeCloseTo(((40 - 39.5) / 399 + 0.5) * 255, 10);
  });

  it('of width 1 is a threshold', () => {
    const seen = windowed(window(10, 1));
    expect([seen(9.5), seen(9.6)]).toEqual([0, 255]);
  });

  it('is exact by C.11.2.1.3.2 and a sigmoid by C.11.2.1.3.1', () => {
    expect(windowed(window(50, 100, 'LINEAR_EXACT'))(25)).toBe(63.75);
    expect(windowed(window(50, 100, 'SIGMOID'))(50)).toBe(127.5);
    expect(windowed(window(50, 100, 'SIGMOID'))(75)).toBeCloseTo(255 / (1 + Math.exp(-1)), 10);
  });
});

describe('the picture as a person sees it first', () => {
  it('shows 8-bit data without a window as they are', () => {
    expect([...presentationOf(Uint8Array.of(0, 128, 255), grey8)]).toEqual([0, 128, 255]);
  });

  it('fills the range with narrower data', () => {
    expect([...presentationOf(Uint8Array.of(0, 1), { ...grey8, bitsStored: 1 })]).toEqual([0, 255]);
  });

  it('inverts MONOCHROME1 and nothing else', () => {
    const description = { ...grey8, photometric: 'MONOCHROME1' } as const;
    expect([...presentationOf(Uint8Array.of(0, 200), description)]).toEqual([255, 55]);
  });

  it('applies rescale before the window', () => {
    const description = { ...grey16, rescale: { slope: 2, intercept: -1000, unit: 'HU' }, windows: [window(0.5, 256)] };
    expect(presentationOf(Int16Array.of(500), description)[0]).toBeCloseTo(127.5, 5);
  });

  it('takes a VOI LUT before a window and clamps to its ends', () => {
    const voiLut = { first: 10, bits: 10, values: [0, 1023] };
    const description = { ...grey16, voiLut, windows: [window(0, 1)] };
    expect([...presentationOf(Int16Array.of(-5, 10, 11, 400), description)]).toEqual([0, 0, 255, 255]);
  });

  it('stretches wider data between the percentiles 0.5 and 99.5, padding left out', () => {
    const values = Int16Array.from({ length: 202 }, (_, i) => (i < 101 ? i : -2000));
    const seen = presentationOf(values, { ...grey16, padding: { from: -2000, to: -2000 } });
    expect(seen[0]).toBe(0);
    expect(seen[50]).toBeCloseTo(127.5, 4);
    expect(seen[100]).toBe(255);
    expect(seen[150]).toBe(0);
  });

  it('shows no number as black and infinities as the ends, in float data', () => {
    const values = Float32Array.from({ length: 400 }, (_, i) => i);
    values.set([NaN, Infinity, -Infinity], 100);
    for (const windows of [[], [window(200, 100, 'LINEAR_EXACT')]]) {
      const float = { ...grey8, bitsStored: 32, sampleType: 'float32', windows } as const;
      expect([...presentationOf(values, float).subarray(100, 103)]).toEqual([0, 255, 0]);
      const negative = presentationOf(values, { ...float, photometric: 'MONOCHROME1' });
      expect([...negative.subarray(100, 103)]).toEqual([0, 0, 255]);
    }
  });

  it('of one value only is black, not a division by zero', () => {
    expect([...presentationOf(Int16Array.of(9, 9), grey16)]).toEqual([0, 0]);
  });

  it('keeps colour, and makes grey of it by luma where grey is needed', () => {
    const description = { ...grey8, samplesPerPixel: 3, photometric: 'RGB', windows: [window(0, 1)] } as const;
    expect([...presentationOf(Uint8Array.of(10, 20, 30), { ...description, windows: [] })]).toEqual([10, 20, 30]);
    expect(greyPresentationOf(Uint8Array.of(255, 0, 0), { ...description, windows: [] })[0]).toBeCloseTo(76.245, 3);
  });
});

describe('the modality transform', () => {
  it('prefers the lookup table and rounds to its entries', () => {
    const modalityLut = { first: -1, bits: 16, values: [5, 6, 7] };
    const modality = modalityOf({ rescale: { slope: 9, intercept: 9, unit: null }, modalityLut });
    expect([-5, -1, 0, 1, 99].map(modality)).toEqual([5, 5, 6, 7, 7]);
  });
});

describe('the same film written in three ways', () => {
  const input = {
    size: [16, 16] as [number, number],
    range: { method: 'percentile' as const, low: 0.5, high: 99.5 },
    normalisation: { mean: [0.5814], std: [0.2862] },
  };
  const pixels = Uint8Array.from(wave(50, 40), (value) => value * 80 + 128);
  const prepared = (windows: Window[]) =>
    prepareFrame(greyPresentationOf(pixels, { ...grey8, windows }), 50, 40, input);

  it('reaches a network as the same numbers, with a window or without', () => {
    expect(farthest(prepared([]), prepared([window(128, 256)]))).toBeLessThanOrEqual(1e-6);
    expect(farthest(prepared([]), prepared([window(127.5, 255, 'LINEAR_EXACT')]))).toBeLessThanOrEqual(1e-6);
  });
});
