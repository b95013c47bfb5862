import type { ModelInput } from '../findings/model-input.ts';
import type { ValueRange } from '../imaging/percentiles.ts';
import { valuesOf, type Plane } from './channels.ts';
import { codedGrid } from './coded-grid.ts';
import { freshRoom, newGrid, type Grid, type Room } from './grid.ts';
import { overlapOf, placesOf, sameSize, windowOf, type Beyond, type Rectangle } from './picture-window.ts';
import { resampleSlices, resizePlane } from './resample.ts';
import { rangeEnds, toRange, type RangeEnds } from './value-range.ts';

/** A picture or a stack of them on the way to a network: for each slice its channels, all of rows × columns. */
export interface Source {
  readonly slices: readonly (readonly Plane[])[];
  readonly rows: number;
  readonly columns: number;
  /** What the planes hold. */
  readonly values: 'presentation' | 'modality';
  /** Of modality values: of each slice those that are padding, and count in no percentile; absent: none is. */
  readonly absent?: readonly (ValueRange | null)[];
  /** Between slices, rows and columns; null where the file does not say. Slices: 1 of a single picture. */
  readonly spacingMm: readonly [number, number, number] | null;
}

/** Where the source lies in a prepared grid: `region` of the grid holds `crop` of the source, all of its slices. */
export interface Placement {
  readonly crop: Rectangle;
  /** Rows and columns of the grid. */
  readonly region: Rectangle;
  /** The grid's slices that hold the source: how many, from which. */
  readonly slices: number;
  readonly firstSlice: number;
  readonly range: RangeEnds;
}

export interface Prepared {
  readonly grid: Grid;
  readonly placement: Placement;
}

export type Preparation = Pick<
  ModelInput,
  'kind' | 'size' | 'multiple' | 'spacingMm' | 'resize' | 'pad' | 'range' | 'normalisation'
>;

const EDGE: Beyond = { mode: 'edge', value: 0 };

/** What of a picture a network takes by its manifest: modality values or what a person sees. */
export function sourceValues({ kind, range, steps }: Pick<ModelInput, 'kind' | 'range' | 'steps'>): Source['values'] {
  if (range.method === 'window') return 'modality';
  return range.values ?? (kind === 'frame' || steps === 'studies' ? 'presentation' : 'modality');
}

/**
 * Turns a picture, a volume or a sequence into a network's input, as the manifest's `input` says: crop, value range to 0–1
 * (statistics over all that the network sees but padding, at the source's resolution), the grid's spacing and size, what fills the rest,
 * then the normalisation.
 *
 * @param crop what is looked at, in source pixels; null: all of it
 * @param tile smallest sides of the grid (slices, rows, columns), for networks that work in tiles
 * @param room where a grid comes from of which every number is written; absent: each is a fresh one
 */
export function prepareInput(
  source: Source,
  input: Preparation,
  crop: Rectangle | null = null,
  tile: readonly number[] | null = null,
  room: Room = freshRoom,
): Prepared {
  const whole: Rectangle = { row: 0, column: 0, rows: source.rows, columns: source.columns };
  const wanted = crop ?? whole;
  const inside = crop ? overlapOf(crop, whole) : whole;
  const seen = source.slices.map((channels) => shared(channels, (plane) => cutOf(plane, source, inside, whole)));
  const absent = new Map(seen.flatMap((channels, i) => channels.map((plane) => [plane, source.absent?.[i] ?? null])));
  const range = rangeEnds(seen.flat(), input.range, source.values, (plane) => absent.get(plane) ?? null);
  const beyond: Beyond = input.pad ?? EDGE;
  const scaled = seen.map((channels) => {
    const unit = toRange(channels, range);
    if (sameSize(inside, wanted)) return unit;
    const within = { ...wanted, row: wanted.row - inside.row, column: wanted.column - inside.column };
    return shared(unit, (plane) => windowOf(valuesOf(plane), inside.rows, inside.columns, within, beyond));
  });

  const target = targetOf(source, wanted, input, tile);
  const grid = codedPicture(scaled, wanted, target, input, room) ?? general(scaled, wanted, target, beyond, input);
  return {
    grid,
    placement: {
      crop: wanted,
      region: target.region,
      slices: target.filledSlices,
      firstSlice: target.firstSlice,
      range,
    },
  };
}

/** A single picture of codes that fills its grid; null for anything else. */
function codedPicture(
  scaled: readonly (readonly Plane[])[],
  { rows, columns }: Rectangle,
  { region, rows: outRows, columns: outColumns, slices }: Target,
  { resize, normalisation }: Preparation,
  room: Room,
): Grid | null {
  const [planes] = scaled;
  const fills = region.rows === outRows && region.columns === outColumns;
  if (!planes || scaled.length > 1 || slices > 1 || !fills) return null;
  if (resize.filter !== 'triangle-antialias' || !('mean' in normalisation)) return null;
  return codedGrid(planes, { rows, columns, outRows, outColumns }, normalisation, room);
}

function general(
  scaled: readonly (readonly Plane[])[],
  { rows, columns }: Rectangle,
  target: Target,
  beyond: Beyond,
  input: Preparation,
): Grid {
  const { region } = target;
  const resized = scaled.map((channels) =>
    shared(channels, (plane) =>
      placed(resizePlane(plane, rows, columns, region.rows, region.columns, input.resize.filter), target, beyond),
    ),
  );
  const grid = stacked(resized, target, beyond, input);
  normalise(grid, input.normalisation);
  return grid;
}

interface Target {
  readonly region: Rectangle;
  readonly rows: number;
  readonly columns: number;
  /** Slices of the source after resampling, and of the grid. */
  readonly filledSlices: number;
  readonly firstSlice: number;
  readonly slices: number;
}

function targetOf(source: Source, crop: Rectangle, input: Preparation, tile: readonly number[] | null): Target {
  const frame = input.kind === 'frame';
  const [wantedSlices, wantedRows, wantedColumns] = frame ? [1, ...input.size] : input.size;
  const [tileSlices, tileRows, tileColumns] = tile ? (frame ? [1, ...tile] : tile) : [1, 1, 1];
  const step = scaleOf(source.spacingMm, input.spacingMm);
  const near = {
    slices: Math.max(1, Math.round(source.slices.length * step[0])),
    rows: Math.max(1, Math.round(crop.rows * step[1])),
    columns: Math.max(1, Math.round(crop.columns * step[2])),
  };
  const multiple = input.multiple ?? 1;
  const upTo = (side: number, least = 1) => Math.ceil(Math.max(side, least) / multiple) * multiple;
  // a sequence of a fixed length is resampled to it; a volume of slices likewise when it is squashed
  const fixedSlices = wantedSlices ?? null;
  const filledSlices =
    input.kind === 'volume' && input.resize.fit === 'none' ? near.slices : (fixedSlices ?? near.slices);
  const slices =
    input.kind === 'volume' && fixedSlices === null
      ? upTo(near.slices, tileSlices)
      : Math.max(filledSlices, tileSlices ?? 1, fixedSlices ?? 1);
  const deep = { filledSlices, firstSlice: startIn(filledSlices, slices, input), slices };
  if (input.resize.fit === 'none') {
    const rows = upTo(near.rows, Math.max(tileRows ?? 1, wantedRows ?? 1));
    const columns = upTo(near.columns, Math.max(tileColumns ?? 1, wantedColumns ?? 1));
    return { region: regionIn(near.rows, near.columns, rows, columns, input), rows, columns, ...deep };
  }
  const rows = wantedRows as number;
  const columns = wantedColumns as number;
  if (input.resize.fit === 'squash') {
    return { region: { row: 0, column: 0, rows, columns }, rows, columns, ...deep };
  }
  const scale = Math.min(rows / near.rows, columns / near.columns);
  const inner = {
    rows: Math.min(rows, Math.max(1, Math.round(near.rows * scale))),
    columns: Math.min(columns, Math.max(1, Math.round(near.columns * scale))),
  };
  return { region: regionIn(inner.rows, inner.columns, rows, columns, input), rows, columns, ...deep };
}

/** How many times as many pixels the network's grid has along slices, rows and columns. */
function scaleOf(source: Source['spacingMm'], wanted: readonly number[] | null): readonly [number, number, number] {
  if (!source || !wanted) return [1, 1, 1];
  const [slice, row, column] = wanted.length === 3 ? wanted : [source[0], ...wanted];
  return [source[0] / (slice as number), source[1] / (row as number), source[2] / (column as number)];
}

function regionIn(
  rows: number,
  columns: number,
  outRows: number,
  outColumns: number,
  { pad }: Pick<Preparation, 'pad'>,
): Rectangle {
  return { row: startIn(rows, outRows, { pad }), column: startIn(columns, outColumns, { pad }), rows, columns };
}

/** Where along one side what came begins within the grid. */
function startIn(side: number, outSide: number, { pad }: Pick<Preparation, 'pad'>): number {
  return pad?.place === 'centre' ? Math.floor((outSide - side) / 2) : 0;
}

function placed(plane: Float32Array, { region, rows, columns }: Target, beyond: Beyond): Float32Array {
  if (region.rows === rows && region.columns === columns) return plane;
  return windowOf(
    plane,
    region.rows,
    region.columns,
    { row: -region.row, column: -region.column, rows, columns },
    beyond,
  );
}

function stacked(
  slices: readonly (readonly Float32Array[])[],
  target: Target,
  beyond: Beyond,
  input: Preparation,
): Grid {
  const channels = (slices[0] as readonly Float32Array[]).length;
  const plane = target.rows * target.columns;
  const [[only] = []] = slices;
  if (only && channels === 1 && slices.length === 1 && target.filledSlices === 1 && target.slices === 1) {
    // made for this grid alone: no second copy is needed
    return { channels, slices: 1, rows: target.rows, columns: target.columns, values: only };
  }
  const grid = newGrid(channels, target.slices, target.rows, target.columns);
  const filter = input.resize.filter === 'nearest' ? 'nearest' : 'linear';
  const places = placesOf(-target.firstSlice, target.slices, target.filledSlices, beyond.mode);
  for (let channel = 0; channel < channels; channel++) {
    const own = slices.map((each) => each[channel] as Float32Array);
    const resampled = resampleSlices(own, target.filledSlices, filter);
    for (let slice = 0; slice < target.slices; slice++) {
      const at = (channel * target.slices + slice) * plane;
      const within = resampled[places[slice] as number];
      if (within) grid.values.set(within, at);
      else grid.values.fill(beyond.value, at, at + plane);
    }
  }
  return grid;
}

function normalise({ values, channels }: Grid, normalisation: ModelInput['normalisation']): void {
  const size = values.length / channels;
  const own = 'mean' in normalisation ? null : momentsOf(values);
  for (let channel = 0; channel < channels; channel++) {
    const [mean, std] =
      'mean' in normalisation
        ? [normalisation.mean[channel] as number, normalisation.std[channel] as number]
        : (own as [number, number]);
    // multiplied, which is quicker: in float64 before it becomes a float32 that is the same number but for one in many millions
    const scale = 1 / std;
    const end = (channel + 1) * size;
    for (let i = channel * size; i < end; i++) values[i] = ((values[i] as number) - mean) * scale;
  }
}

/** Mean and population deviation; a flat input has the deviation 1. */
function momentsOf(values: Float32Array): [mean: number, std: number] {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return [mean, Math.sqrt(squares / values.length) || 1];
}

function cutOf(plane: Plane, source: Source, inside: Rectangle, whole: Rectangle): Plane {
  return sameSize(inside, whole) ? plane : windowOf(valuesOf(plane), source.rows, source.columns, inside, EDGE);
}

/** Works on each plane once: the three channels of a grey picture are one plane. */
function shared<A extends object, B>(planes: readonly A[], work: (plane: A) => B): B[] {
  const made = new Map<A, B>();
  return planes.map((plane) => {
    const known = made.get(plane);
    if (known !== undefined) return known;
    const value = work(plane);
    made.set(plane, value);
    return value;
  });
}
