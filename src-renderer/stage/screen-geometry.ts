import type { EdgeLetters } from '../../src-shared/imaging/orientation.ts';

export type Point = readonly [number, number];

/**
 * From picture to screen as CSS writes it: `x' = a x + c y + e`, `y' = b x + d y + f`. Picture coordinates are in pixels with
 * 0 at the outer corner of the first one; screen coordinates are CSS pixels of the pane.
 */
export interface ScreenMatrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The matrix that puts the picture's corners where they are on the screen. */
export function matrixFromCorners(
  corners: { readonly topLeft: Point; readonly topRight: Point; readonly bottomLeft: Point },
  columns: number,
  rows: number,
): ScreenMatrix {
  const { topLeft, topRight, bottomLeft } = corners;
  return {
    a: (topRight[0] - topLeft[0]) / columns,
    b: (topRight[1] - topLeft[1]) / columns,
    c: (bottomLeft[0] - topLeft[0]) / rows,
    d: (bottomLeft[1] - topLeft[1]) / rows,
    e: topLeft[0],
    f: topLeft[1],
  };
}

/** Where a point of the picture lies on the screen. */
export function onScreen({ a, b, c, d, e, f }: ScreenMatrix, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The point of the picture that lies there on the screen, the inverse of {@link onScreen}. */
export function onPicture({ a, b, c, d, e, f }: ScreenMatrix, [x, y]: Point): Point {
  const determinant = a * d - b * c;
  return [(d * (x - e) - c * (y - f)) / determinant, (a * (y - f) - b * (x - e)) / determinant];
}

/** A CSS `transform` value. */
export function cssMatrix({ a, b, c, d, e, f }: ScreenMatrix): string {
  return `matrix(${[a, b, c, d, e, f].map((value) => Number(value.toFixed(6))).join(', ')})`;
}

/** Letters of the picture's edges as they lie on the screen after turning and flipping. */
export function edgesOnScreen(edges: EdgeLetters, matrix: ScreenMatrix): EdgeLetters {
  const sides: [string, number, number][] = [
    [edges.right, matrix.a, matrix.b],
    [edges.left, -matrix.a, -matrix.b],
    [edges.bottom, matrix.c, matrix.d],
    [edges.top, -matrix.c, -matrix.d],
  ];
  const towards = (x: number, y: number) =>
    sides.reduce((best, side) => (cosine(side, x, y) > cosine(best, x, y) ? side : best))[0];
  return { left: towards(-1, 0), right: towards(1, 0), top: towards(0, -1), bottom: towards(0, 1) };
}

function cosine([, sideX, sideY]: [string, number, number], x: number, y: number): number {
  return (sideX * x + sideY * y) / Math.hypot(sideX, sideY);
}

/** Physical screen pixels a picture pixel (its larger side), times 100: what the zoom is called. */
export function zoomPercent(matrix: ScreenMatrix, pixelRatio: number): number {
  return Math.max(Math.hypot(matrix.a, matrix.b), Math.hypot(matrix.c, matrix.d)) * pixelRatio * 100;
}

/** A scale bar: a round length (1, 2 or 5 times a power of ten) and how long it is on the screen. */
export interface ScaleBar {
  readonly mm: number;
  readonly px: number;
}

/**
 * The longest round bar that is at most `maxPx` long.
 * @param pxPerMm CSS pixels a millimetre
 */
export function scaleBar(pxPerMm: number, maxPx: number): ScaleBar | null {
  if (!Number.isFinite(pxPerMm) || pxPerMm <= 0) return null;
  const power = 10 ** Math.floor(Math.log10(maxPx / pxPerMm));
  const mm = [5, 2, 1].map((step) => step * power).find((length) => length * pxPerMm <= maxPx) ?? power;
  return { mm, px: mm * pxPerMm };
}

/** CSS pixels a millimetre along the screen's horizontal, from the spacing between rows and columns in mm. */
export function pxPerMm(matrix: ScreenMatrix, spacing: { readonly rowMm: number; readonly columnMm: number }): number {
  const alongRow = Math.abs(matrix.a) >= Math.abs(matrix.c);
  return alongRow ? Math.hypot(matrix.a, matrix.b) / spacing.columnMm : Math.hypot(matrix.c, matrix.d) / spacing.rowMm;
}
