import type { ExportItem, SegmentMask } from '../annotation/export-item.ts';
import type { LabelSchema } from '../annotation/label-schema.ts';
import { pixelsOfRuns, runsOf, type MaskRuns } from '../annotation/mask-runs.ts';
import { pixelsOfPolygons } from './mask-polygons.ts';

/** The masks of an item, its polygons filled into them: what mask formats hold of it. By segment, in the schema's order. */
export function filledMasks(item: ExportItem, { segments }: Pick<LabelSchema, 'segments'>): SegmentMask[] {
  const { rows, columns, masks, shapes } = item;
  return segments.flatMap(({ number }): SegmentMask[] => {
    const drawn = masks.find(({ segment }) => segment === number)?.slices ?? [];
    const polygons = shapes.filter(({ kind, segment }) => kind === 'polygon' && segment === number);
    if (polygons.length === 0) return drawn.length === 0 ? [] : [{ segment: number, slices: drawn }];
    const bySlice = new Map<number, MaskRuns>(drawn.map(({ slice, runs }) => [slice, runs]));
    for (const { slice, points } of polygons) {
      const values = pixelsOfPolygons([points], rows, columns);
      const before = bySlice.get(slice);
      if (before) pixelsOfRuns(before, rows * columns).forEach((inside, i) => (values[i] ||= inside));
      bySlice.set(slice, runsOf(values));
    }
    const slices = [...bySlice].sort(([a], [b]) => a - b).map(([slice, runs]) => ({ slice, runs }));
    return [{ segment: number, slices }];
  });
}

/**
 * One slice as numbers: 0 outside, else the segment's.
 *
 * @param numberOf what stands for a segment
 * @returns null where two segments share a pixel
 */
export function labelMap(
  masks: readonly SegmentMask[],
  slice: number,
  pixels: number,
  numberOf: (segment: number) => number = (segment) => segment,
): Uint8Array | null {
  const map = new Uint8Array(pixels);
  for (const { segment, slices } of masks) {
    const runs = slices.find((one) => one.slice === slice)?.runs;
    if (!runs) continue;
    const number = numberOf(segment);
    let at = 0;
    for (const [i, run] of runs.entries()) {
      if (i % 2 === 1) {
        for (let pixel = at; pixel < at + run; pixel++) {
          if (map[pixel]) return null;
          map[pixel] = number;
        }
      }
      at += run;
    }
    if (at !== pixels) throw new RangeError('runs of another size');
  }
  return map;
}

/** Whether any two segments share a pixel. */
export function overlap(masks: readonly SegmentMask[], pixels: number): boolean {
  const slices = new Set(masks.flatMap((mask) => mask.slices.map(({ slice }) => slice)));
  return masks.length > 1 && [...slices].some((slice) => labelMap(masks, slice, pixels) === null);
}
