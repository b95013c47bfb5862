import { planeAffine, type Affine } from '../imaging/affine.ts';
import { axisCodes } from '../imaging/affine-orientation.ts';
import { plausible } from '../imaging/orientation.ts';
import { valuesOf, type Plane } from './channels.ts';
import type { Grid } from './grid.ts';
import type { Source } from './prepare.ts';
import { reordered, type GridAxis } from './reorder.ts';
import type { GridSize } from './voxel-grid.ts';

/** For each new axis (slices, rows, columns) the old one, and whether it runs from the old one's end. */
export interface Reordering {
  readonly axes: readonly [GridAxis, GridAxis, GridAxis];
  readonly backwards: readonly [boolean, boolean, boolean];
}

/** DICOM's head and foot are superior and inferior in the letters that networks are described with. */
const LETTER: Readonly<Record<string, string>> = { H: 'S', F: 'I' };
const SIDES = ['RL', 'AP', 'SI'] as const;
const PLACES: readonly GridAxis[] = [0, 1, 2];

/**
 * To which side of the patient slices, rows and columns run (R or L, A or P, S or I), e.g. `SPL` of axial slices from the feet
 * up whose rows follow one another to the back and whose columns to the left. Oblique axes are named as by nibabel's `aff2axcodes`
 * (there columns come first). null: the affine names no directions.
 */
export function patientAxes(affine: Affine): string | null {
  const codes = axisCodes(affine);
  if (!codes) return null;
  const [column, row, slice] = codes.map((code) => LETTER[code] ?? code);
  return `${slice}${row}${column}`;
}

/** The same of a single picture, by its direction cosines; null where they are unknown or nonsense. */
export function pictureAxes(cosines: readonly number[] | null): string | null {
  if (!cosines || !plausible(cosines)) return null;
  return patientAxes(
    planeAffine({ imagePositionMm: [0, 0, 0], imageOrientation: cosines, rowMm: 1, columnMm: 1 }, null),
  );
}

/**
 * How a grid must be put in another order so that its axes run as wanted.
 *
 * @param own of its slices, rows and columns, see {@link patientAxes}
 * @param wanted of slices, rows and columns; or of rows and columns alone, then slices stay as they are
 * @returns null where rows and columns alone can't be brought there: the picture lies in another plane
 */
export function reorderingTo(own: string, wanted: string): Reordering | null {
  const stays = wanted.length === 2 ? [own[0] as string] : [];
  const letters = [...stays, ...wanted];
  const axes = letters.map((letter) => [...own].findIndex((side) => isAlong(side, letter)));
  if (new Set(axes).size < 3 || axes.includes(-1) || (stays.length > 0 && axes[0] !== 0)) return null;
  const backwards = axes.map((axis, i) => own[axis] !== letters[i]);
  return { axes, backwards } as unknown as Reordering;
}

function isAlong(side: string, letter: string): boolean {
  return SIDES.some((pair) => pair.includes(side) && pair.includes(letter));
}

/** Whether nothing changes by it. */
export function keepsOrder({ axes, backwards }: Reordering): boolean {
  return PLACES.every((place) => axes[place] === place && !backwards[place]);
}

/** Whether the new slices lie across the old ones. */
export function movesSlices({ axes }: Reordering): boolean {
  return axes[0] !== 0;
}

/** What undoes a reordering. */
export function undoing({ axes, backwards }: Reordering): Reordering {
  const places = PLACES.map((old) => axes.indexOf(old) as GridAxis);
  return { axes: places, backwards: places.map((place) => backwards[place]) } as unknown as Reordering;
}

/** Numbers of the old slices, rows and columns as those of the new ones. */
export function reorderedTriple<T>(old: readonly [T, T, T], { axes }: Reordering): readonly [T, T, T] {
  return [old[axes[0]], old[axes[1]], old[axes[2]]];
}

/** A grid in another order, each channel by itself; the same one where nothing changes. */
export function reorderedGrid(grid: Grid, reordering: Reordering): Grid {
  if (keepsOrder(reordering)) return grid;
  const { channels, values } = grid;
  const size: GridSize = [grid.slices, grid.rows, grid.columns];
  const [slices, rows, columns] = reorderedTriple(size, reordering);
  const voxels = slices * rows * columns;
  const out = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    const own = values.subarray(channel * voxels, (channel + 1) * voxels);
    out.set(reorderedValues(own, size, reordering), channel * voxels);
  }
  return { channels, slices, rows, columns, values: out };
}

/** A picture or a stack in another order; the same one where nothing changes. Channels that are one plane stay one. */
export function reorderedSource(source: Source, reordering: Reordering): Source {
  if (keepsOrder(reordering)) return source;
  const size: GridSize = [source.slices.length, source.rows, source.columns];
  const [slices, rows, columns] = reorderedTriple(size, reordering);
  const plane = rows * columns;
  const channels: (readonly Plane[])[] = [];
  for (let channel = 0; channel < (source.slices[0] as readonly Plane[]).length; channel++) {
    const known = channels.findIndex((_, other) => source.slices.every((own) => own[other] === own[channel]));
    if (known >= 0) {
      channels.push(channels[known] as readonly Plane[]);
      continue;
    }
    const whole = new Float32Array(size[0] * size[1] * size[2]);
    source.slices.forEach((own, slice) => whole.set(valuesOf(own[channel] as Plane), slice * size[1] * size[2]));
    const values = reorderedValues(whole, size, reordering);
    channels.push(Array.from({ length: slices }, (_, slice) => values.subarray(slice * plane, (slice + 1) * plane)));
  }
  // slices that are cut across those of the file hold the padding of all of them
  const { absent = [null], ...rest } = source;
  const [first = null] = absent;
  const alike = first && absent.every((other) => other?.from === first.from && other.to === first.to);
  return {
    ...rest,
    ...(alike && { absent: Array.from({ length: slices }, () => first) }),
    slices: Array.from({ length: slices }, (_, slice) => channels.map((planes) => planes[slice] as Plane)),
    rows,
    columns,
    ...(source.absent && { absent: reorderedAbsent(source.absent, reordering, slices) }),
    spacingMm: source.spacingMm && reorderedTriple(source.spacingMm, reordering),
  };
}

/** Of each new slice the values that are padding. Slices across old ones of unlike padding hold some of each: nobody can tell it. */
function reorderedAbsent(
  absent: NonNullable<Source['absent']>,
  { axes, backwards }: Reordering,
  slices: number,
): NonNullable<Source['absent']> {
  if (axes[0] === 0) return backwards[0] ? absent.toReversed() : absent;
  const first = absent[0] ?? null;
  const alike = absent.every((range) => range?.from === first?.from && range?.to === first?.to);
  return Array.from({ length: slices }, () => (alike ? first : null));
}

function reorderedValues(values: Float32Array, size: GridSize, { axes, backwards }: Reordering): Float32Array {
  return reordered({ values, size, affine: null }, axes, backwards).values;
}
