import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { keyImage } from './key-image.ts';
import { describePicture } from './pictures/describe.ts';

const grey = (rows: number, columns: number, value: number): Frame => ({
  rows,
  columns,
  samplesPerPixel: 1,
  sampleType: 'uint8',
  values: new Uint8Array(rows * columns).fill(value),
});
const pixelsOf = (frame: Frame) => describePicture('png', { ...frame, bitsStored: 8, lossy: false }).pixels;
const made = (frame: Frame, maxSide: number, map: Parameters<typeof keyImage>[3]) =>
  decode(keyImage(frame, pixelsOf(frame), maxSide, map));
const map = { label: 'finding', rows: 1, columns: 2, values: [0, 5] };

describe('a key image', () => {
  it('is shrunk to its longest side and keeps its shape', () => {
    expect(made(grey(40, 100, 9), 50, null)).toMatchObject({ width: 50, height: 20, channels: 1 });
  });

  it('has the shape of what it shows where pixels are not square, and as it is stored has its pixels', () => {
    const film = grey(40, 100, 9);
    const of = (spacing: object, maxSide: number) => {
      const pixels = {
        ...pixelsOf(film),
        spacing: { rowMm: null, columnMm: null, provenance: 'none', ...spacing } as never,
      };
      const { width, height } = decode(keyImage(film, pixels, maxSide, null));
      return [width, height];
    };
    // 40 × 0.8 mm high, 100 × 0.5 mm wide
    const tall = { rowMm: 0.8, columnMm: 0.5, provenance: 'pixel-spacing' };
    expect(of(tall, 500)).toEqual([63, 40]);
    expect(of(tall, 50)).toEqual([50, 32]);
    expect(of({ aspectRatio: 0.5 }, 500)).toEqual([100, 20]);
    expect(of(tall, 65_535)).toEqual([100, 40]);
  });

  it('of colour stays colour', () => {
    const values = Uint8Array.from({ length: 12 }, (_, i) => [10, 20, 30][i % 3] as number);
    const png = made({ rows: 2, columns: 2, samplesPerPixel: 3, sampleType: 'uint8', values }, 10, null);
    expect([...png.data]).toEqual([...values]);
  });

  it('is painted where the map supports and untouched where it does not', () => {
    const png = made(grey(1, 8, 100), 8, map);
    expect(png.channels).toBe(3);
    expect([...png.data.subarray(0, 3)]).toEqual([100, 100, 100]);
    // Inferno's last colour over the grey: 0.4 · 100 + 0.6 · (252, 255, 164).
    expect([...png.data.subarray(21)]).toEqual([191, 193, 138]);
  });

  it('without any support is the picture alone', () => {
    expect(made(grey(2, 2, 100), 8, { ...map, values: [-1, -2] })).toMatchObject({ channels: 1 });
  });
});
