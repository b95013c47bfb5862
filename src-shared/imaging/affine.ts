import { cross, lengthOf, scale, unit, type Vector } from './vectors.ts';

type Row = readonly [number, number, number, number];

/**
 * A 4×4 matrix, row by row, that takes voxel indices (column, row, slice, 1) to millimetres of the patient in LPS: x to the
 * left, y to the back, z to the head. The last row is 0 0 0 1. A voxel's index is that of its centre.
 */
export type Affine = readonly [Row, Row, Row, Row];

const LAST: Row = [0, 0, 0, 1];

/** The affine whose voxel axes step by `column`, `row` and `slice` (mm) from `origin`, the centre of voxel 0, 0, 0. */
export function affineOf(column: Vector, row: Vector, slice: Vector, origin: Vector): Affine {
  const line = (axis: 0 | 1 | 2): Row => [column[axis], row[axis], slice[axis], origin[axis]];
  return [line(0), line(1), line(2), LAST];
}

/** The steps of the three voxel axes (column, row, slice; mm) and the place of voxel 0, 0, 0. */
export function partsOf(affine: Affine): { column: Vector; row: Vector; slice: Vector; origin: Vector } {
  const [x, y, z] = affine;
  return {
    column: [x[0], y[0], z[0]],
    row: [x[1], y[1], z[1]],
    slice: [x[2], y[2], z[2]],
    origin: [x[3], y[3], z[3]],
  };
}

/**
 * The affine of a DICOM image plane (PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1) and of those stacked on it.
 *
 * @param plane `imageOrientation`: direction cosines of a row (to the right), then of a column (down), made unit length;
 *   `rowMm` between rows, `columnMm` between columns
 * @param sliceStep from one slice to the next, mm; null: a millimetre along the normal (row × column direction)
 */
export function planeAffine(
  plane: {
    readonly imagePositionMm: Vector;
    readonly imageOrientation: readonly number[];
    readonly rowMm: number;
    readonly columnMm: number;
  },
  sliceStep: Vector | null,
): Affine {
  const { right, down, normal } = directionsOf(plane.imageOrientation);
  return affineOf(scale(right, plane.columnMm), scale(down, plane.rowMm), sliceStep ?? normal, plane.imagePositionMm);
}

/** Unit directions of rows (to the right), columns (down) and of the normal between them, from six direction cosines. */
export function directionsOf(cosines: readonly number[]): { right: Vector; down: Vector; normal: Vector } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = cosines;
  const [right, down] = [unit([a, b, c]), unit([d, e, f])];
  return { right, down, normal: unit(cross(right, down)) };
}

/** `outer` after `inner`: the affine of indices that `inner` takes to the indices of `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const line = (i: 0 | 1 | 2): Row => {
    const at = (j: 0 | 1 | 2 | 3) =>
      outer[i][0] * inner[0][j] + outer[i][1] * inner[1][j] + outer[i][2] * inner[2][j] + outer[i][3] * inner[3][j];
    return [at(0), at(1), at(2), at(3)];
  };
  return [line(0), line(1), line(2), LAST];
}

/** Where a point (voxel index, fractions allowed) lies. */
export function apply(affine: Affine, point: Vector): Vector {
  const line = ([a, b, c, d]: Row) => a * point[0] + b * point[1] + c * point[2] + d;
  return [line(affine[0]), line(affine[1]), line(affine[2])];
}

/** The determinant of the part without the origin: the volume of a voxel, mm³; negative where the axes are left-handed. */
export function determinant([[a, b, c], [d, e, f], [g, h, i]]: Affine): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** The area of a pixel between the steps along columns and rows, mm², whatever angle they have. */
export function pixelArea(affine: Affine): number {
  const { column, row } = partsOf(affine);
  return lengthOf(cross(column, row));
}

/** Takes millimetres back to voxel indices; null where the affine flattens space (or holds what is no number). */
export function inverse(affine: Affine): Affine | null {
  const [[a, b, c, x], [d, e, f, y], [g, h, i, z]] = affine;
  const det = determinant(affine);
  const { column, row, slice } = partsOf(affine);
  const size = lengthOf(column) * lengthOf(row) * lengthOf(slice);
  if (!Number.isFinite(det) || !(Math.abs(det) > 1e-12 * size)) return null;
  const line = (p: number, q: number, r: number): Row => {
    const [u, v, w] = [p / det, q / det, r / det];
    return [u, v, w, -(u * x + v * y + w * z)];
  };
  return [
    line(e * i - f * h, c * h - b * i, b * f - c * e),
    line(f * g - d * i, a * i - c * g, c * d - a * f),
    line(d * h - e * g, b * g - a * h, a * e - b * d),
    LAST,
  ];
}

/** The same for a space whose x and y point the other way: NIfTI's RAS to LPS, and back. */
export function betweenRasAndLps([x, y, z]: Affine): Affine {
  const turned = ([a, b, c, d]: Row): Row => [-a || 0, -b || 0, -c || 0, -d || 0];
  return [turned(x), turned(y), z, LAST];
}

/**
 * The affine of the same image with its voxels in another order.
 *
 * @param axes for each new axis the old one, e.g. `[1, 0, 2]` transposes a slice
 * @param flipped for each new axis whether it runs from the old one's end
 * @param size voxels along the old axes
 */
export function reordered(
  affine: Affine,
  axes: readonly [number, number, number],
  flipped: readonly [boolean, boolean, boolean],
  size: readonly [number, number, number],
): Affine {
  const lines = [0, 1, 2].map((old): Row => {
    const axis = axes.indexOf(old);
    if (axis < 0) throw new RangeError('axes are no permutation');
    const sign = flipped[axis] ? -1 : 1;
    const weights = [0, 1, 2].map((at) => (at === axis ? sign : 0)) as [number, number, number];
    return [...weights, flipped[axis] ? (size[old as 0 | 1 | 2] as number) - 1 : 0];
  }) as [Row, Row, Row];
  return compose(affine, [...lines, LAST]);
}
