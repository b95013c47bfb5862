import { expect, test } from 'vitest';
import type { PixelDescription, UltrasoundRegion } from '../imaging/instance.ts';
import { pixelScaleAt } from './pixel-scale.ts';
import { scaledPixels } from './region-scale.ts';

const region = (left: number, top: number, right: number, bottom: number, change: Partial<UltrasoundRegion> = {}) => ({
  ...{ left, top, right, bottom, rowMm: 0.2, columnMm: 0.2, spatialFormat: '2d' as const },
  ...change,
});
const SPECTRUM = { rowMm: null, columnMm: null, spatialFormat: 'spectral' } as const;
const picture = (ultrasoundRegions: UltrasoundRegion[]) => ({
  ...{ rows: 6, columns: 8, ultrasoundRegions },
  spacing: { rowMm: 0.2, columnMm: 0.2, provenance: 'ultrasound-regions' } as PixelDescription['spacing'],
});

test('the scale of an ultrasound picture holds within its plane, and not beside it nor in a spectrum that lies on it', () => {
  const described = picture([region(1, 1, 5, 4), region(4, 3, 7, 5, SPECTRUM)]);
  const rows = Array.from({ length: 6 }, (_, y) =>
    scaledPixels(described)!
      .subarray(y * 8, y * 8 + 8)
      .join(''),
  );
  expect(rows).toEqual(['00000000', '01111100', '01111100', '01110000', '01110000', '00000000']);
});

test('it holds at exactly the pixels whose middles a person can measure at, also beyond the border', () => {
  const described = picture([region(-3, 2, 3, 9), region(2, 0, 20, 3), region(6, 1, 6, 2, SPECTRUM)]);
  const holds = scaledPixels(described)!;
  for (let y = 0; y < 6; y++) {
    for (let x = 0; x < 8; x++) {
      const { provenance } = pixelScaleAt(described, [[x + 0.5, y + 0.5]]);
      expect(holds[y * 8 + x], `${x}, ${y}`).toBe(provenance === 'none' ? 0 : 1);
    }
  }
});

test('any other spacing holds everywhere', () => {
  const spacing = { rowMm: 0.2, columnMm: 0.2, provenance: 'pixel-spacing' } as const;
  expect(scaledPixels({ ...picture([]), spacing })).toBeNull();
});
