import { edgeCosts, snapped } from '../../../src-shared/drawing/edge-cost.ts';
import { Livewire } from '../../../src-shared/drawing/livewire.ts';
import type { Point } from '../../../src-shared/drawing/plane.ts';
import { PolygonGesture, type FigureEnd } from './figure-gesture.ts';

/** The bell that blurs the picture before its edges are sought, and how far a corner snaps; pixels. */
const EDGE_SIGMA = 1.5;
const SNAP_PX = 3;

/**
 * A polygon whose sides follow the picture's edges; its corners snap to the edge nearby.
 *
 * @param values of the slice, rows × columns
 */
export function livewireGesture(
  values: ArrayLike<number>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  end: FigureEnd,
): PolygonGesture {
  const edges = edgeCosts({ rows, columns, values }, EDGE_SIGMA);
  const wire = new Livewire(edges);
  const within = ([x, y]: Point): Point => [
    Math.min(columns - 0.5, Math.max(0.5, x)),
    Math.min(rows - 0.5, Math.max(0.5, y)),
  ];
  const snap = (at: Point) => snapped(edges, within(at), SNAP_PX);
  return new PolygonGesture(
    end,
    (to) => wire.pathTo(snap(to)),
    (at) => wire.begin(snap(at)),
  );
}
