import type { Coded } from '../contract/coded.ts';
import { apply, directionsOf, planeAffine, type Affine } from './affine.ts';
import { listedNames } from './file-names.ts';
import { gapsBetween, rounded } from './series-gaps.ts';
import type { PlacedPlane, SeriesInstance } from './series-plane.ts';
import { normalOf, type Place } from './series-places.ts';
import { dot, lengthOf, scale, subtract, type Vector } from './vectors.ts';

/** The regular grid that lies nearest to the slices of a stack. */
export interface StackGeometry {
  /** Voxel (column, row, slice) to LPS millimetres; slices in the order of the stack. */
  readonly affine: Affine;
  /** Between rows, between columns, and between slices along their normal; slices: null for one slice alone. */
  readonly spacingMm: { readonly row: number; readonly column: number; readonly slice: number | null };
  /** Between the slices' normal and the line on which they are stacked: gantry tilt, shear. 0 for one slice. */
  readonly tiltDegrees: number;
  /** How far the corner of any slice lies from where the grid puts it (Slicer's measure of an acquisition's geometry). */
  readonly errorMm: number;
}

export interface StackFit {
  /** null where a position, an orientation or a pixel spacing is missing. */
  readonly geometry: StackGeometry | null;
  /** Why the stack makes no volume, the weightiest first; empty: it does. */
  readonly obstacles: Coded[];
  readonly warnings: Coded[];
}

/** A stack that leans less than this lies straight: rounded cosines and positions lean as much. */
const STRAIGHT_DEGREES = 0.1;
/** Corners nearer to the grid than this lie on it: positions are written with two decimals, often with one. */
const EXACT_MM = 0.01;
/**
 * The share of a slice step by which a corner may miss the grid before the stack is no volume: lengths across the slices
 * are then wrong by a tenth of a step at each end. OHIF allows 20 %, MITK 30 %.
 */
const MOST_ERROR = 0.1;
/** Pixel spacings within this share of each other are the same: 0.7 mm over 512 pixels then drift by 0.04 mm. */
const SAME_SPACING = 1e-4;

/**
 * Fits a regular grid to a stack and says what is in the way of a volume. The grid runs from the first slice's place to the
 * last one's in even steps; in-plane directions and spacing are the first slice's (PS3.3 C.7.6.2.1.1).
 *
 * @param places of one orientation and one size, ascending along the normal, at least one
 * @returns obstacles `series-gap`, `series-spacing-uneven`, `series-position-inconsistent` with `errorMm`,
 *   `series-duplicate-position` with `count` and `files`, `series-pixel-spacing-mixed`, `series-one-slice`,
 *   `series-no-pixel-spacing`; warnings: the same but for the last two, `series-spacing-uneven` and
 *   `series-position-inconsistent` also where a volume is still possible, and `series-tilted` with its `degrees`
 */
export function fitStack<T extends SeriesInstance>(places: readonly Place<T>[]): StackFit {
  const planes = places.map(({ planes: [first] }) => first as PlacedPlane<T>);
  const [first] = planes as [PlacedPlane<T>, ...PlacedPlane<T>[]];
  const warnings = [...duplicates(places), ...mixedSpacing(planes), ...gapsBetween(places.map(({ mm }) => mm))];
  const { rowMm, columnMm } = first;
  if (rowMm === null || columnMm === null) {
    return { geometry: null, obstacles: [...warnings, { code: 'series-no-pixel-spacing', details: {} }], warnings };
  }
  const geometry = gridOf(planes, rowMm, columnMm);
  if (planes.length < 2) {
    return { geometry, obstacles: [...warnings, { code: 'series-one-slice', details: {} }], warnings };
  }
  const { errorMm, tiltDegrees, spacingMm } = geometry;
  const misses = errorMm > MOST_ERROR * (spacingMm.slice ?? 0);
  const toldOfSteps = warnings.some(({ code }) => code === 'series-gap' || code === 'series-spacing-uneven');
  if ((errorMm > EXACT_MM || misses) && !toldOfSteps) {
    warnings.push({ code: 'series-position-inconsistent', details: { errorMm: rounded(errorMm) } });
  }
  const obstacles = warnings.filter(({ code }) => misses || !OF_STEPS.has(code));
  if (tiltDegrees > STRAIGHT_DEGREES)
    warnings.push({ code: 'series-tilted', details: { degrees: rounded(tiltDegrees) } });
  return { geometry, obstacles, warnings };
}

/** What a grid forgives as long as no slice is far from it. A missing slice always is. */
const OF_STEPS: ReadonlySet<string> = new Set(['series-spacing-uneven', 'series-position-inconsistent']);

function gridOf<T>(planes: readonly PlacedPlane<T>[], rowMm: number, columnMm: number): StackGeometry {
  const [first] = planes as [PlacedPlane<T>, ...PlacedPlane<T>[]];
  const plane = {
    imagePositionMm: first.positionMm,
    imageOrientation: first.orientation,
    rowMm,
    columnMm,
  };
  const last = planes.at(-1) as PlacedPlane<T>;
  const steps = planes.length - 1;
  const step = steps === 0 ? null : scale(subtract(last.positionMm, first.positionMm), 1 / steps);
  const affine = planeAffine(plane, step);
  const across = step ? dot(step, normalOf(planes)) : null;
  const lean = step && across !== null ? Math.min(1, Math.abs(across) / lengthOf(step)) : 1;
  return {
    affine,
    spacingMm: { row: rowMm, column: columnMm, slice: across },
    tiltDegrees: (Math.acos(lean) * 180) / Math.PI,
    errorMm: largestMiss(planes, affine),
  };
}

function largestMiss<T>(planes: readonly PlacedPlane<T>[], affine: Affine): number {
  let largest = 0;
  planes.forEach((plane, slice) => {
    const { right, down } = directionsOf(plane.orientation);
    const own = planeAffine(
      {
        imagePositionMm: plane.positionMm,
        imageOrientation: [...right, ...down],
        rowMm: plane.rowMm ?? 0,
        columnMm: plane.columnMm ?? 0,
      },
      null,
    );
    for (const corner of cornersOf(plane)) {
      const miss = lengthOf(subtract(apply(own, corner), apply(affine, [corner[0], corner[1], slice])));
      if (miss > largest) largest = miss;
    }
  });
  return largest;
}

function cornersOf({ rows, columns }: { readonly rows: number; readonly columns: number }): Vector[] {
  const [right, down] = [columns - 1, rows - 1];
  return [
    [0, 0, 0],
    [right, 0, 0],
    [0, down, 0],
    [right, down, 0],
  ];
}

function duplicates<T extends SeriesInstance>(places: readonly Place<T>[]): Coded[] {
  const doubled = places.filter(({ planes }) => planes.length > 1);
  if (doubled.length === 0) return [];
  const names = doubled.flatMap(({ planes }) => planes.map(({ instance }) => instance.name));
  return [{ code: 'series-duplicate-position', details: { count: doubled.length, files: listedNames(names) } }];
}

function mixedSpacing<T extends SeriesInstance>(planes: readonly PlacedPlane<T>[]): Coded[] {
  const [first] = planes;
  const other = planes.filter(
    (plane) => !near(plane.rowMm, first?.rowMm ?? null) || !near(plane.columnMm, first?.columnMm ?? null),
  );
  if (other.length === 0) return [];
  const names = other.map(({ instance }) => instance.name);
  return [{ code: 'series-pixel-spacing-mixed', details: { count: other.length, files: listedNames(names) } }];
}

function near(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= SAME_SPACING * Math.max(a, b);
}
