import { describe, expect, it } from 'vitest';
import { pixelsOfFrame } from './frame-attributes.ts';
import type { PixelDescription } from './instance.ts';

const pixels: PixelDescription = {
  rows: 2,
  columns: 2,
  frames: 3,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  sampleType: 'uint16',
  bitsStored: 12,
  rescale: { slope: 1, intercept: 0, unit: 'HU' },
  modalityLut: null,
  windows: [{ center: 40, width: 400, function: 'LINEAR' }],
  voiLut: null,
  padding: null,
  spacing: { rowMm: 1, columnMm: 1, provenance: 'pixel-spacing' },
  imagePositionMm: [0, 0, 0],
  imageOrientation: [1, 0, 0, 0, 1, 0],
  lossy: false,
};

describe('the description of one frame', () => {
  it('is that of all where nothing is said of it', () => {
    expect(pixelsOfFrame(pixels, 2)).toBe(pixels);
    expect(pixelsOfFrame({ ...pixels, perFrame: [{}] }, 2)).toEqual({ ...pixels, perFrame: [{}] });
  });

  it('is its own where something is, nothing included', () => {
    const perFrame = [{}, { imagePositionMm: null, windows: [], rescale: { slope: 2, intercept: 1, unit: 'HU' } }];
    expect(pixelsOfFrame({ ...pixels, perFrame }, 0)).toEqual(pixels);
    expect(pixelsOfFrame({ ...pixels, perFrame }, 1)).toEqual({
      ...pixels,
      imagePositionMm: null,
      windows: [],
      rescale: { slope: 2, intercept: 1, unit: 'HU' },
    });
  });
});
