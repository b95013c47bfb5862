import { describe, expect, it } from 'vitest';
import {
  edgesOnScreen,
  matrixFromCorners,
  pxPerMm,
  scaleBar,
  zoomPercent,
  type ScreenMatrix,
} from './screen-geometry.ts';

const FILM = { left: 'R', right: 'L', top: 'H', bottom: 'F' };
const upright: ScreenMatrix = { a: 2, b: 0, c: 0, d: 2, e: 10, f: 20 };
/** Turned clockwise: the picture's right edge points down, its lower edge to the left. */
const clockwise: ScreenMatrix = { a: 0, b: 2, c: -2, d: 0, e: 400, f: 0 };

describe('edgesOnScreen', () => {
  it('leaves an upright picture as it is', () => {
    expect(edgesOnScreen(FILM, upright)).toEqual(FILM);
  });

  it('follows a turn clockwise: the top goes to the right', () => {
    expect(edgesOnScreen(FILM, clockwise)).toEqual({ right: 'H', bottom: 'L', left: 'F', top: 'R' });
  });

  it('follows a flip of left and right', () => {
    expect(edgesOnScreen(FILM, { ...upright, a: -2, e: 400 })).toEqual({ ...FILM, left: 'L', right: 'R' });
  });

  it('follows a flip of top and bottom', () => {
    expect(edgesOnScreen(FILM, { ...upright, d: -2 })).toEqual({ ...FILM, top: 'F', bottom: 'H' });
  });

  it('follows a turn and then a flip of left and right', () => {
    expect(edgesOnScreen(FILM, { ...clockwise, c: 2 })).toEqual({ left: 'H', bottom: 'L', right: 'F', top: 'R' });
  });

  it('keeps what nobody knows unknown, wherever it goes', () => {
    const half = { left: '?', right: '?', top: 'H', bottom: 'F' };
    expect(edgesOnScreen(half, clockwise)).toEqual({ top: '?', bottom: '?', right: 'H', left: 'F' });
  });
});

describe('matrixFromCorners', () => {
  it('puts the corners where they are', () => {
    const corners = { topLeft: [5, 7], topRight: [5, 107], bottomLeft: [-45, 7] } as const;
    const { a, b, c, d, e, f } = matrixFromCorners(corners, 50, 25);
    expect([a * 50 + e, b * 50 + f]).toEqual(corners.topRight);
    expect([c * 25 + e, d * 25 + f]).toEqual(corners.bottomLeft);
  });
});

describe('zoomPercent', () => {
  it('counts physical pixels of the longer side', () => {
    expect(zoomPercent({ ...upright, d: 1 }, 1.5)).toBe(300);
  });
});

describe('scale', () => {
  it('takes the spacing along the screen’s horizontal', () => {
    const spacing = { rowMm: 1, columnMm: 0.5 };
    expect(pxPerMm(upright, spacing)).toBe(4);
    expect(pxPerMm(clockwise, spacing)).toBe(2);
  });

  it.each([
    [1, 160, 100],
    [2, 160, 50],
    [0.9, 160, 100],
    [40, 160, 2],
    [400, 160, 0.2],
  ])('draws a round bar for %f px a mm', (px, max, mm) => {
    const bar = scaleBar(px, max);
    expect(bar?.mm).toBeCloseTo(mm, 9);
    expect(bar?.px).toBeLessThanOrEqual(max);
  });

  it('draws none without a scale', () => {
    expect(scaleBar(NaN, 160)).toBeNull();
    expect(scaleBar(0, 160)).toBeNull();
  });
});
