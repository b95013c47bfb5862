import type { Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { GateAttributes } from '../../src-shared/imaging/instance.ts';
import { valueAt, type Plane } from '../../src-shared/pixels/channels.ts';
import { overlapOf, sameSize, type Rectangle } from '../../src-shared/pixels/picture-window.ts';
import type { Placement, Source } from '../../src-shared/pixels/prepare.ts';
import { scaledTo } from '../../src-shared/pixels/value-range.ts';

/** Share of pure white, and of pure black, beyond which much of a picture has lost its grey values. */
const MOST_WHITE = 0.05;
const MOST_BLACK = 0.6;
/**
 * How much brighter (of 255) than the whole the four corners of a projection may be. Corners show the air beside the
 * patient: of 800 chest films one in a thousand lies above, of the same films inverted all but one in a hundred.
 */
const BRIGHT_CORNERS = 12;
const CORNER = 0.1;
/** How many times longer for its height a picture may be than the network's input before squashing bends what is in it. */
const MOST_SQUASH = 2.5;

/** Of 255: less lies between the darkest and the brightest hundredth of a picture that shows next to nothing. */
const LEAST_CONTRAST = 8;

const PROJECTIONS = ['CR', 'DX'];

/**
 * What shows a network one single value shows it nothing that it could judge (`image-blank`): a picture of one grey or colour, or of no
 * numbers at all; a part of one around a point; one whose range begins where it ends, for what differs is rarer than the percentile.
 * `image-outside-window`: all values lie on one side of the window that the network looks through.
 *
 * @param placement how the picture was prepared; null: its slices are prepared one by one, each with a range of its own
 */
export function blankGate(
  source: Pick<Source, 'slices' | 'values' | 'rows' | 'columns'>,
  { range }: Pick<ModelManifest['input'], 'range'>,
  placement: Pick<Placement, 'crop' | 'range'> | null,
): Coded | null {
  const { rows, columns } = source;
  const whole = { row: 0, column: 0, rows, columns };
  const seen = placement ? overlapOf(placement.crop, whole) : whole;
  const blank: Coded = { code: 'image-blank', details: sameSize(seen, whole) ? {} : sizeOf(placement?.crop ?? seen) };
  if (areOfOneValue(source, seen, (value) => (Number.isFinite(value) ? value : 0))) return blank;
  if (range.method === 'window' && source.values === 'modality') {
    const { low, high } = range;
    if (areOfOneValue(source, seen, (value) => scaledTo({ low, high, cut: true }, value)))
      return { code: 'image-outside-window', details: { low, high } };
  }
  return placement && areOfOneValue(source, seen, (value) => scaledTo(placement.range, value)) ? blank : null;
}

const sizeOf = ({ rows, columns }: Rectangle) => ({ rows, columns });

/** Whether each channel has one value only within a part of a picture, the same in all of its slices. */
function areOfOneValue(
  { slices, columns, rows }: Pick<Source, 'slices' | 'rows' | 'columns'>,
  seen: Rectangle,
  of: (value: number) => number,
): boolean {
  const firsts: number[] = [];
  const whole = seen.rows === rows && seen.columns === columns;
  for (const planes of slices) {
    for (const [channel, plane] of planes.entries()) {
      if (planes.indexOf(plane) !== channel) continue;
      const differs = (value: number) => of(value) !== (firsts[channel] ??= of(value));
      if (whole && !(plane instanceof Float32Array)) {
        const { table, counts } = plane;
        if (table.some((value, code) => counts[code] !== 0 && differs(value))) return false;
        continue;
      }
      for (let row = seen.row; row < seen.row + seen.rows; row++) {
        const from = row * columns + seen.column;
        for (let i = from; i < from + seen.columns; i++) if (differs(valueAt(plane, i))) return false;
      }
    }
  }
  return true;
}

/**
 * What the pixels themselves say against a picture, as warnings: `image-flat` (almost one grey), `image-clipped` (much of it pure white or black),
 * `image-inverted` (a projection whose corners are bright), `image-stretched` (squashed to another shape). Asked only of single
 * pictures as a person sees them.
 */
export function imageWarnings(
  source: Source,
  { input }: Pick<ModelManifest, 'input'>,
  { modality }: Pick<GateAttributes, 'modality'>,
): Coded[] {
  const [planes] = source.slices;
  const [plane] = planes ?? [];
  if (!plane || source.slices.length > 1) return [];
  const warnings: Coded[] = [];
  const { rows, columns } = source;
  if (source.values === 'presentation') {
    const { white, black, contrast } = extremesOf(plane);
    if (contrast < LEAST_CONTRAST) warnings.push({ code: 'image-flat', details: {} });
    if (white > MOST_WHITE || black > MOST_BLACK) {
      const percent = Math.round(100 * (white > MOST_WHITE ? white : black));
      warnings.push({ code: 'image-clipped', details: { percent } });
    }
    const projection = input.modalities.some((name) => PROJECTIONS.includes(name.toUpperCase()));
    if (
      projection &&
      (modality === null || PROJECTIONS.includes(modality)) &&
      planes?.every((each) => each === plane)
    ) {
      if (brightCorners(plane, rows, columns)) warnings.push({ code: 'image-inverted', details: {} });
    }
  }
  if (input.resize.fit === 'squash' && !input.point) {
    const [wantedRows, wantedColumns] = input.size.slice(-2) as [number, number];
    const ratio = columns / rows / (wantedColumns / wantedRows);
    if (ratio > MOST_SQUASH || ratio < 1 / MOST_SQUASH) {
      warnings.push({ code: 'image-stretched', details: { columns, rows } });
    }
  }
  return warnings;
}

/** Shares of white and black, and how many greys lie between the first and the last hundredth of the pixels. */
function extremesOf(plane: Plane): { white: number; black: number; contrast: number } {
  const greys = new Greys();
  if (plane instanceof Float32Array) for (let i = 0; i < plane.length; i++) greys.count(plane[i] as number, 1);
  else {
    const { counts, table } = plane;
    for (let code = 0; code < counts.length; code++) {
      if (counts[code] !== 0) greys.count(table[code] as number, counts[code] as number);
    }
  }
  const { white, black, all } = greys;
  return { white: white / all, black: black / all, contrast: greys.at(0.99 * all) - greys.at(0.01 * all) };
}

/** How many pixels there are of each grey of 0–255. A class: a function made anew for every film would be compiled anew. */
class Greys {
  white = 0;
  black = 0;
  all = 0;
  readonly #times = new Float64Array(256);

  count(value: number, times: number): void {
    this.all += times;
    if (value >= 255) this.white += times;
    if (value <= 0) this.black += times;
    const grey = value >= 255 ? 255 : value > 0 ? Math.floor(value) : 0;
    this.#times[grey] = (this.#times[grey] as number) + times;
  }

  /** The grey at which so many pixels are as dark or darker. */
  at(pixels: number): number {
    let passed = 0;
    for (let grey = 0; grey < this.#times.length; grey++) {
      passed += this.#times[grey] as number;
      if (passed >= pixels) return grey;
    }
    return -1;
  }
}

function brightCorners(plane: Plane, rows: number, columns: number): boolean {
  const side = Math.max(1, Math.floor(CORNER * Math.min(rows, columns)));
  let corners = 0;
  for (const top of [0, rows - side]) {
    for (const left of [0, columns - side]) {
      for (let y = top; y < top + side; y++) {
        const from = y * columns + left;
        corners = sumOf(plane, from, from + side, corners);
      }
    }
  }
  return corners / (4 * side * side) - meanOf(plane) > BRIGHT_CORNERS;
}

/** A sum and the pixels of a run. */
function sumOf(plane: Plane, from: number, to: number, before: number): number {
  let sum = before;
  if (plane instanceof Float32Array) {
    for (let i = from; i < to; i++) sum += plane[i] as number;
    return sum;
  }
  const { codes, table } = plane;
  for (let i = from; i < to; i++) sum += table[codes[i] as number] as number;
  return sum;
}

function meanOf(plane: Plane): number {
  let sum = 0;
  if (plane instanceof Float32Array) {
    for (let i = 0; i < plane.length; i++) sum += plane[i] as number;
    return sum / plane.length;
  }
  const { counts, table, codes } = plane;
  for (let code = 0; code < counts.length; code++) sum += (counts[code] as number) * (table[code] as number);
  return sum / codes.length;
}
