/** The plots' drawing in their own units: the field from 0 to 1 on both axes, and room for numbers and names around it. */
export const PLOT = { width: 360, height: 324, left: 48, right: 348, top: 12, bottom: 276 } as const;

/** Where the axes carry a number. */
export const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Across, of a fraction 0–1. */
export function plotX(fraction: number): number {
  return round(PLOT.left + fraction * (PLOT.right - PLOT.left));
}

/** Down, of a fraction 0–1 from the lower edge. */
export function plotY(fraction: number): number {
  return round(PLOT.bottom - fraction * (PLOT.bottom - PLOT.top));
}

type Point = readonly [x: number, y: number];

/** A path from point to point, both coordinates 0–1; points that are no numbers are left out. */
export function linePath(points: readonly Point[]): string {
  return corners(points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)))
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${plotX(x)} ${plotY(y)}`)
    .join('');
}

/** The area between two lines over the same places, 0–1. */
export function bandPath(
  points: readonly { readonly x: number; readonly low: number; readonly high: number }[],
): string {
  const upper = points.map(({ x, high }): Point => [x, high]);
  const lower = points.map(({ x, low }): Point => [x, low]).reverse();
  const path = linePath([...upper, ...lower]);
  return path === '' ? '' : `${path}Z`;
}

/** Leaves out points in the middle of a straight run along one axis: thousands of cases make few corners. */
function corners(points: readonly Point[]): Point[] {
  return points.filter(([x, y], i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    return !((before[0] === x && after[0] === x) || (before[1] === y && after[1] === y));
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
