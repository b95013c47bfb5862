import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { apply, partsOf, affineOf, planeAffine, type Affine } from '../../src-shared/imaging/affine.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { isPlaced, planesOf } from '../../src-shared/imaging/series-plane.ts';

interface Described {
  readonly id: InstanceId;
  readonly description: InstanceDescription;
}

/**
 * Where an item's slices lie: the even grid of the stack that they are; of a single slice its own plane, a millimetre thick where nothing
 * else is known. Affine null: nobody knows, or it is no even grid.
 *
 * @param frames in reading order
 */
export function itemGeometry(
  frames: readonly { readonly instanceId: InstanceId; readonly frame: number }[],
  instances: readonly Described[],
): Pick<ExportItem, 'affine' | 'spacingMm'> {
  const named = instances.map((instance) => ({ ...instance, name: String(instance.id) }));
  const { displaySets } = assembleSeries(named);
  const whole = displaySets.find(
    ({ planes }) =>
      planes.length === frames.length &&
      planes.every(({ instance, frame }, i) => instance.id === frames[i]?.instanceId && frame === frames[i].frame),
  );
  if (whole) {
    const [first] = whole.planes;
    const { geometry } = whole;
    const known = first && first.rowMm !== null && first.columnMm !== null;
    const spacing = known ? { row: first.rowMm, column: first.columnMm, slice: null } : null;
    return { affine: geometry?.affine ?? null, spacingMm: geometry?.spacingMm ?? spacing };
  }
  const [only, ...others] = frames;
  const instance = named.find(({ id }) => id === only?.instanceId);
  const plane = instance && only && others.length === 0 ? planesOf(instance)[only.frame] : undefined;
  if (!plane || !only || plane.rowMm === null || plane.columnMm === null) return { affine: null, spacingMm: null };
  const { rowMm, columnMm } = plane;
  const spacingMm = { row: rowMm, column: columnMm, slice: null };
  const stated = instance?.description.pixels.affine as Affine | undefined;
  if (stated) return { affine: shifted(stated, only.frame), spacingMm };
  if (!isPlaced(plane)) return { affine: null, spacingMm };
  const about = { imagePositionMm: plane.positionMm, imageOrientation: plane.orientation, rowMm, columnMm };
  return { affine: planeAffine(about, null), spacingMm };
}

/** The same grid, counted from another slice. */
function shifted(affine: Affine, slice: number): Affine {
  const parts = partsOf(affine);
  return affineOf(parts.column, parts.row, parts.slice, apply(affine, [0, 0, slice]));
}
