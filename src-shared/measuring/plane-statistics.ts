import type { PicturePoint } from './pixel-scale.ts';
import { visitRegion, type Region } from './region.ts';
import { Tally, type RegionStatistics } from './region-statistics.ts';

/** More samples than this are not taken: the step grows with the region. */
const MOST_SAMPLES = 1_000_000;

/**
 * Statistics of a region on a plane that was cut through a volume: of samples on an even grid, as dense as the volume's
 * smallest step, each interpolated where it lies. `pixels` counts samples.
 *
 * @param region in millimetres on the plane
 * @param stepMm the volume's smallest distance between voxels
 * @param valueAt the value at a point of the plane; null: outside the volume, or padding
 * @returns null where no sample is left
 */
export function planeStatistics(
  region: Region,
  stepMm: number,
  valueAt: (point: PicturePoint) => number | null,
): RegionStatistics | null {
  const xs = region.points.map(([x]) => x);
  const ys = region.points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const step = Math.max(stepMm, Math.sqrt((width * height) / MOST_SAMPLES));
  const size = { columns: Math.ceil(width / step) + 1, rows: Math.ceil(height / step) + 1 };
  const points = region.points.map(([x, y]): [number, number] => [(x - left) / step, (y - top) / step]);
  const tally = new Tally();
  visitRegion({ kind: region.kind, points }, size, (index) => {
    const [column, row] = [index % size.columns, Math.floor(index / size.columns)];
    const value = valueAt([left + (column + 0.5) * step, top + (row + 0.5) * step]);
    if (value !== null) tally.add(value);
  });
  return tally.statistics;
}
