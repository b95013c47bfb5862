import { describe, expect, it } from 'vitest';
import type { PixelDescription, Window } from '../../src-shared/imaging/instance.ts';
import { presentationOf } from '../../src-shared/imaging/presentation.ts';
import { firstWindow, rangeOf, spanning, windowOf } from './default-window.ts';
import { commonType, displayedValues } from './displayed-values.ts';

const described = (change: Partial<PixelDescription>): PixelDescription => ({
  rows: 1,
  columns: 1,
  frames: 1,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  sampleType: 'uint16',
  bitsStored: 12,
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [],
  voiLut: null,
  padding: null,
  spacing: { rowMm: null, columnMm: null, provenance: 'none' },
  imagePositionMm: null,
  imageOrientation: null,
  lossy: false,
  ...change,
});

const ramp = Uint16Array.from({ length: 4096 }, (_, i) => i);

/** What the screen shows of a value, 0–255: black at the lower end of the range, white at the upper. */
function screened(values: ArrayLike<number>, window: Window): number[] {
  const { lower, upper } = rangeOf(window);
  return Array.from(values, (value) => Math.min(255, Math.max(0, ((value - lower) / (upper - lower)) * 255)));
}

describe('firstWindow', () => {
  it.each<[string, Partial<PixelDescription>]>([
    ['file', { windows: [{ center: 2000, width: 800, function: 'LINEAR' }] }],
    [
      'file',
      {
        windows: [{ center: 0, width: 300, function: 'LINEAR_EXACT' }],
        rescale: { slope: 0.5, intercept: -900, unit: null },
      },
    ],
    ['percentiles', {}],
    ['percentiles', { rescale: { slope: 2, intercept: -1024, unit: 'HU' }, padding: { from: 0, to: 100 } }],
    [
      'lut',
      { voiLut: { first: 100, bits: 8, values: Array.from({ length: 256 }, (_, i) => Math.round(Math.sqrt(i) * 15)) } },
    ],
    ['percentiles', { modalityLut: { first: 0, bits: 16, values: Array.from({ length: 4096 }, (_, i) => 4095 - i) } }],
  ])('shows what a network sees: %s %#', (source, change) => {
    const description = described(change);
    const first = firstWindow(ramp, description);
    expect(first.source).toBe(source);
    const seen = screened(displayedValues({ values: ramp, samplesPerPixel: 1 }, description), first.window);
    const expected = presentationOf(ramp, description);
    seen.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 2));
  });

  it('takes all 8 bits where the file states no window', () => {
    const values = Uint8Array.of(10, 20, 30);
    const { window, source } = firstWindow(values, described({ sampleType: 'uint8', bitsStored: 8 }));
    expect(source).toBe('full-range');
    expect(rangeOf(window)).toEqual({ lower: 0, upper: 255 });
  });

  it('gives a picture of one value a window that can be drawn', () => {
    const { window } = firstWindow(new Uint16Array(9).fill(7), described({}));
    expect(window.width).toBeGreaterThan(0);
    expect(screened([7], window)).toEqual([0]);
  });

  it('reads a linear window narrower than 1 as exact', () => {
    const { window } = firstWindow(ramp, described({ windows: [{ center: 5, width: 0.5, function: 'LINEAR' }] }));
    expect(rangeOf(window)).toEqual({ lower: 4.75, upper: 5.25 });
  });
});

describe('rangeOf', () => {
  it('leaves a window of width 1 the threshold that it is, and a range that can be drawn', () => {
    const window: Window = { center: 1000, width: 1, function: 'LINEAR' };
    const { lower, upper } = rangeOf(window);
    expect(Math.fround(upper)).toBeGreaterThan(Math.fround(lower));
    expect(screened([0, 999, 1000, 4095], window)).toEqual([0, 0, 255, 255]);
  });
});

describe('windowOf', () => {
  it.each<Window>([spanning(0, 255), spanning(-1.5, 3), { center: 40, width: 400, function: 'LINEAR' }])(
    'is the way back from rangeOf: %o',
    (window) => {
      expect(windowOf(rangeOf(window), window.function)).toEqual(window);
    },
  );
});

describe('displayedValues', () => {
  it('keeps CT in 16 bits with its Hounsfield units', () => {
    const stored = Int16Array.of(0, 24, 1024, 3000);
    const values = displayedValues(
      { values: stored, samplesPerPixel: 1 },
      described({ sampleType: 'uint16', bitsStored: 12, rescale: { slope: 1, intercept: -1024, unit: 'HU' } }),
    );
    expect([...values]).toEqual([-1024, -1000, 0, 1976]);
  });

  it('never cuts values that 16 bits can’t hold', () => {
    const values = displayedValues(
      { values: Uint16Array.of(0, 65_535), samplesPerPixel: 1 },
      described({ bitsStored: 16, rescale: { slope: 1.5, intercept: -10, unit: null } }),
    );
    expect([...values]).toEqual([-10, 98_292.5]);
  });

  it('has one type for all slices of a series, however each is scaled', () => {
    const slices = [1, 0.8, 2].map((slope) =>
      described({ bitsStored: 16, rescale: { slope, intercept: 0, unit: null } }),
    );
    const values = Uint16Array.of(0, 30_000);
    const shown = slices.map((slice) => displayedValues({ values, samplesPerPixel: 1 }, slice, commonType(slices)));
    expect(shown).toEqual([Float32Array.of(0, 30_000), Float32Array.of(0, 24_000), Float32Array.of(0, 60_000)]);
    expect(commonType(slices.slice(0, 1))).toBe('Uint16Array');
    expect(commonType([described({ sampleType: 'int16' }), described({})])).toBe('Float32Array');
  });

  it('scales deep colour to 8 bits', () => {
    const values = displayedValues(
      { values: Uint16Array.of(0, 32_768, 65_535), samplesPerPixel: 3 },
      described({ samplesPerPixel: 3, photometric: 'RGB', bitsStored: 16 }),
    );
    expect(values).toEqual(Uint8Array.of(0, 128, 255));
  });
});
