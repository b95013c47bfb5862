import type { ExportItem } from '../annotation/export-item.ts';
import type { Point } from '../drawing/plane.ts';
import { boxOfRuns, type MaskRuns } from '../annotation/mask-runs.ts';
import { componentsOf } from '../pixels/components.ts';
import { cutPolygons, firstCorner } from './mask-polygons.ts';

/** Left, top, right, bottom in pixels from the outer corner of the first pixel; right and bottom are the outer edge. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Something that is marked on a slice, as formats that list objects take it. */
export interface Region {
  readonly segment: number;
  readonly kind: 'mask' | 'box' | 'point' | 'polygon';
  readonly box: Box;
  /** One, or several of a mask whose pixels touch by corners only; of a point none. */
  readonly polygons: readonly (readonly Point[])[];
  /** Of a mask: its own pixels in the whole slice. */
  readonly runs: MaskRuns | null;
  /** Pixels of a mask, else what the polygon covers. */
  readonly area: number;
  /** Of a shape. */
  readonly uid: string | null;
}

/**
 * What is marked on a slice, an object each: the connected parts of masks (pixels that touch by corners belong together), and
 * shapes, moved into the picture where they reach out of it. Masks first, by segment.
 */
export function regionsOf(item: ExportItem, slice: number): Region[] {
  const { rows, columns, masks, shapes } = item;
  const parts = masks.flatMap(({ segment, slices }) => {
    const own = slices.find((one) => one.slice === slice);
    return own
      ? partsOf(own.runs, rows, columns).map((part): Region => ({ ...part, segment, kind: 'mask', uid: null }))
      : [];
  });
  const drawn = shapes.filter((shape) => shape.slice === slice);
  return [
    ...parts,
    ...drawn.map(({ uid, segment, kind, points }): Region => {
      const inside = points.map(([x, y]): Point => [clamped(x, columns), clamped(y, rows)]);
      const box = boxAround(inside);
      const polygon = kind === 'box' ? cornersOf(box) : inside;
      const polygons = kind === 'point' ? [] : [polygon];
      return { uid, segment, kind, box, polygons, runs: null, area: kind === 'point' ? 0 : areaOf(polygon) };
    }),
  ];
}

const clamped = (value: number, most: number) => Math.min(most, Math.max(0, value));

/** The smallest upright box around corners. */
export function boxAround(corners: readonly Point[]): Box {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  return [least(xs), least(ys), most(xs), most(ys)];
}

/** A box as a polygon, clockwise from its top left corner. */
export function cornersOf([left, top, right, bottom]: Box): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** What a polygon that does not cross itself covers, pixels. */
function areaOf(polygon: readonly Point[]): number {
  const twice = polygon.reduce((sum, [x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length] as Point;
    return sum + x0 * y1 - x1 * y0;
  }, 0);
  return Math.abs(twice) / 2;
}

type Part = Pick<Region, 'box' | 'polygons' | 'area'> & { readonly runs: MaskRuns };

function partsOf(runs: MaskRuns, rows: number, columns: number): Part[] {
  const { left, top, ...plane } = boxOfRuns(runs, rows, columns);
  const { labels, sizes } = componentsOf({ slices: 1, ...plane }, 'corners');
  const polygons = sizes.map((): Point[][] => []);
  for (const polygon of cutPolygons(plane)) {
    const [x, y] = firstCorner(polygon);
    polygons[(labels[y * plane.columns + x] as number) - 1]?.push(polygon.map(([u, v]): Point => [u + left, v + top]));
  }
  const placeOf = (at: number) => (Math.floor(at / plane.columns) + top) * columns + (at % plane.columns) + left;
  const own = runsOfParts(labels, plane.columns, sizes.length, placeOf, rows * columns);
  return sizes.map((area, i) => {
    const corners = polygons[i] as Point[][];
    return { area, runs: own[i] as number[], polygons: corners, box: boxAround(corners.flat()) };
  });
}

/**
 * The runs of every part at once.
 *
 * @param columns of the box that the labels are of
 * @param placeOf where in the whole slice a pixel of the box lies
 * @param pixels of the whole slice
 */
function runsOfParts(
  labels: Int32Array,
  columns: number,
  parts: number,
  placeOf: (at: number) => number,
  pixels: number,
): number[][] {
  const runs = Array.from({ length: parts }, (): number[] => []);
  const ends = new Float64Array(parts);
  for (let from = 0; from < labels.length;) {
    const part = (labels[from] as number) - 1;
    const rowEnd = from - (from % columns) + columns;
    let to = from + 1;
    while (to < rowEnd && labels[to] === labels[from]) to++;
    const own = runs[part];
    if (own) {
      const start = placeOf(from);
      // what reaches the right edge goes on at the left one
      if (own.length > 0 && start === ends[part]) own[own.length - 1]! += to - from;
      else own.push(start - (ends[part] as number), to - from);
      ends[part] = start + to - from;
    }
    from = to;
  }
  runs.forEach((own, part) => {
    const left = pixels - (ends[part] as number);
    if (left > 0) own.push(left);
  });
  return runs;
}
