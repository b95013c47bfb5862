import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spacing, UltrasoundRegion } from '../imaging/instance.ts';
import { angleAt, cobbAngle, polygonArea } from './geometry.ts';
import { measured } from './measured.ts';
import { pixelScaleAt, type PicturePoint } from './pixel-scale.ts';

const spaced = (rowMm: number, columnMm: number, provenance: Spacing['provenance'] = 'pixel-spacing') => ({
  spacing: { rowMm, columnMm, provenance },
});
const unknown = { spacing: { rowMm: null, columnMm: null, provenance: 'none' } as Spacing };
const line: [number, number][] = [
  [10, 10],
  [40, 50],
];

describe('a length', () => {
  it('is in millimetres of the file, rows and columns each by their own spacing', () => {
    const scale = pixelScaleAt(spaced(0.5, 0.25), line);
    expect(scale.provenance).toBe('pixel-spacing');
    // 30 columns of 0.25 mm, 40 rows of 0.5 mm
    const [length] = measured({ kind: 'length', points: line }, scale);
    expect(length).toMatchObject({ what: 'length', unit: 'mm' });
    expect(length!.value).toBeCloseTo(Math.hypot(7.5, 20), 12);
  });

  it('is in pixels where nobody knows the spacing, never in millimetres', () => {
    const [length] = measured({ kind: 'length', points: line }, pixelScaleAt(unknown, line));
    expect(length).toEqual({ what: 'length', value: 50, unit: 'px' });
  });

  it('says when it is one in the detector’s plane', () => {
    expect(pixelScaleAt(spaced(0.1, 0.1, 'imager-pixel-spacing'), line).provenance).toBe('imager-pixel-spacing');
  });

  it('follows a person’s calibration, the last one, in both directions', () => {
    const calibrations = [
      { points: line, knownMm: 1 },
      { points: [[0, 0] as [number, number], [0, 20] as [number, number]], knownMm: 30 },
    ];
    // pixels twice as high as wide: 20 rows are 40 widths and 30 mm
    const scale = pixelScaleAt(spaced(0.5, 0.25, 'uncalibrated'), line, calibrations);
    expect(scale).toEqual({ row: 1.5, column: 0.75, provenance: 'calibrated-by-hand' });
  });

  it('takes no calibration of nothing', () => {
    const nothing = [{ points: [line[0]!, line[0]!], knownMm: 30 }];
    expect(pixelScaleAt(unknown, line, nothing).provenance).toBe('none');
  });
});

describe('a length in an ultrasound picture', () => {
  const region = (left: number, right: number, mm: number | null): UltrasoundRegion => ({
    ...{ left, right, top: 0, bottom: 99, rowMm: mm, columnMm: mm, spatialFormat: mm === null ? 'spectral' : '2d' },
  });
  const regions = {
    spacing: { rowMm: null, columnMm: null, provenance: 'ultrasound-regions' } as Spacing,
    ultrasoundRegions: [region(0, 99, 0.2), region(100, 199, null), region(200, 299, 0.4)],
  };
  const across = (from: number, to: number): PicturePoint[] => [
    [from, 20],
    [to, 20],
  ];

  it('takes the scale of the region that holds both ends', () => {
    expect(pixelScaleAt(regions, across(10, 100))).toEqual({ row: 0.2, column: 0.2, provenance: 'ultrasound-regions' });
    expect(pixelScaleAt(regions, across(210, 290)).column).toBe(0.4);
  });

  it('has no scale from one region into another, in a spectrum, or outside', () => {
    for (const points of [across(50, 250), across(110, 190), across(310, 350)]) {
      expect(pixelScaleAt(regions, points).provenance).toBe('none');
    }
  });
});

describe('an angle', () => {
  it('is that of the anatomy on pixels that are not square', () => {
    // 45° where a row is twice as high as a column is wide: 2 columns over, 1 row down
    expect(angleAt([2, 1], [0, 0], [1, 0], { row: 2, column: 1 })).toBeCloseTo(45, 12);
  });

  it('of Cobb is the same whichever way its lines were drawn', () => {
    const point = fc.tuple(
      fc.double({ min: -99, max: 99, noNaN: true }),
      fc.double({ min: -99, max: 99, noNaN: true }),
    );
    fc.assert(
      fc.property(point, point, point, point, (a, b, c, d) => {
        const scale = { row: 0.7, column: 1.3 };
        const angle = cobbAngle([a, b], [c, d], scale);
        fc.pre(Number.isFinite(angle));
        expect(cobbAngle([b, a], [c, d], scale)).toBeCloseTo(angle, 6);
        expect(cobbAngle([c, d], [b, a], scale)).toBeCloseTo(angle, 6);
        expect(angle).toBeGreaterThanOrEqual(0);
        expect(angle).toBeLessThanOrEqual(90);
      }),
    );
  });

  it('of an arm without length is none', () => {
    expect(angleAt([1, 1], [1, 1], [5, 5], { row: 1, column: 1 })).toBeNaN();
  });
});

describe('other figures', () => {
  const scale = pixelScaleAt(spaced(0.5, 0.5), line);

  it('give both diameters', () => {
    const points: [number, number][] = [...line, [20, 30], [24, 27]];
    expect(measured({ kind: 'bidirectional', points }, scale).map(({ value }) => value)).toEqual([25, 2.5]);
  });

  it('give the heart’s width over the chest’s, along the rows only', () => {
    const points: [number, number][] = [
      [40, 80],
      [90, 84],
      [10, 100],
      [110, 96],
    ];
    expect(measured({ kind: 'cardiothoracic-ratio', points }, scale)).toEqual([
      { what: 'ratio', value: 0.5, unit: null },
    ]);
  });

  it('give the area of the drawn figure', () => {
    const box: [number, number][] = [
      [30, 40],
      [10, 20],
    ];
    expect(measured({ kind: 'rectangle', points: box }, scale)[0]).toEqual({ what: 'area', value: 100, unit: 'mm2' });
    expect(measured({ kind: 'ellipse', points: box }, scale)[0]!.value).toBeCloseTo(25 * Math.PI, 12);
    const circle = Array.from({ length: 3600 }, (_, i): [number, number] => [
      50 + 20 * Math.cos((i * Math.PI) / 1800),
      50 + 20 * Math.sin((i * Math.PI) / 1800),
    ]);
    expect(polygonArea(circle, scale)).toBeCloseTo(100 * Math.PI, 2);
  });
});
