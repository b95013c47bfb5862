import type { BinaryMask } from '../pixels/binary-mask.ts';
import { gaussianFiltered } from '../pixels/gaussian.ts';
import { coarseWalk } from './coarse-walk.ts';
import type { Point } from './plane.ts';
import type { Samples } from './region.ts';
import { signedDistances, type Spacing } from './signed-distance.ts';

/** A place that somebody pointed at. */
export interface Click {
  readonly at: Point;
  /** 0-based. */
  readonly slice: number;
}

/** What a person says of something to be outlined. */
export interface Prompts {
  /** Opposite corners of an upright box around it, and the slices from which to which it goes. */
  readonly box?: { readonly corners: readonly [Point, Point]; readonly slices: readonly [first: number, last: number] };
  readonly inside: readonly Click[];
  readonly outside: readonly Click[];
  /** What was outlined so far, by a model or by hand: it is kept but near its border and near clicks. */
  readonly mask?: BinaryMask;
}

/** How prompts are understood; lengths in the unit of `spacing`. */
export interface PromptOptions {
  /** Between slices, rows and columns; 1, 1, 1 where nobody knows. */
  readonly spacing: Spacing;
  /** A click stands for a ball of this radius. */
  readonly click: number;
  /** How far the border of a mask may move. */
  readonly band: number;
  /** How far from clicks something without box and mask may reach. */
  readonly reach: number;
  /** Deviation of the bell that blurs noise away within slices. */
  readonly blur: number;
}

/** How much edges are shunned: found on the breast ultrasound pictures of the development set. */
const BETA = 1000;
/** A stricter one moves the border by less than the coarser slices do. */
const TOLERANCE = 0.003;
/** Share of a box whose middle is taken for inside: an ellipse of half its width and height. */
const CORE = 0.5;

/**
 * Outlines what prompts mean, or refines a mask, by a random walk over the blurred picture. Every part of the outcome has a mark
 * inside and every hole one outside, so that a click never makes islands elsewhere. Clicks win over the box and the mask, those
 * inside over those outside.
 *
 * @returns a mask of the picture's grid; null: nothing says what is inside, or clicks have taken all of it away
 */
export function prompted(samples: Samples, prompts: Prompts, options: PromptOptions): BinaryMask | null {
  const { slices, rows, columns } = samples;
  const held = heldBy(samples, prompts, options);
  if (!held.includes(1)) return null;
  const sigma = options.spacing.map((step, axis) => (axis === 0 ? 0 : options.blur / step));
  const size = [slices, rows, columns] as const;
  const values = Float32Array.from(samples.values);
  const blurred = gaussianFiltered({ values, size, affine: null }, sigma as [number, number, number]).values;
  const finest = Math.min(...options.spacing.slice(slices > 1 ? 0 : 1));
  const spacing = options.spacing.map((step) => step / finest) as [number, number, number];
  const walked = coarseWalk({ ...samples, values: blurred }, held, { spacing, beta: BETA, tolerance: TOLERANCE });
  return { slices, rows, columns, values: Uint8Array.from(walked, (likely) => (likely >= 0.5 ? 1 : 0)) };
}

/** What prompts hold: 1 inside, 0 outside, `NaN` to be found. */
function heldBy(samples: Samples, { box, inside, outside, mask }: Prompts, options: PromptOptions): Float32Array {
  const { spacing, click, band, reach } = options;
  const free = new Float32Array(samples.slices * samples.rows * samples.columns);
  if (mask) {
    const depths = signedDistances(mask, spacing);
    // of something thin the middle stays
    const inner = Math.min(band, depths.reduce((deepest, depth) => Math.max(deepest, depth), 0) / 2);
    for (let i = 0; i < free.length; i++) {
      const depth = depths[i] as number;
      free[i] = depth > inner ? 1 : depth < -band ? 0 : NaN;
    }
    // a click far from the border says that more is wrong there than the border can move
    const depthAt = ({ at, slice }: Click) => Math.abs(depths[indexOf(samples, at, slice)] ?? 0);
    for (const one of outside) fillBall(free, samples, spacing, one, Math.max(band, depthAt(one)), NaN);
    for (const one of inside) fillBall(free, samples, spacing, one, 2 * depthAt(one) + band, NaN);
  } else if (box) fillBox(free, samples, box);
  else for (const one of inside) fillBall(free, samples, spacing, one, reach, NaN);
  for (const one of outside) fillBall(free, samples, spacing, one, click, 0);
  for (const one of inside) fillBall(free, samples, spacing, one, click, 1);
  return free;
}

function indexOf({ rows, columns }: Samples, [x, y]: Point, slice: number): number {
  return (slice * rows + Math.floor(y)) * columns + Math.floor(x);
}

/** Sets all voxels whose middle lies within a radius of a place, and the one that it lies in. */
function fillBall(
  held: Float32Array,
  samples: Samples,
  [deep, row, column]: Spacing,
  { at: [x, y], slice }: Click,
  radius: number,
  value: number,
): void {
  const { slices, rows, columns } = samples;
  const far = (length: number, step: number) => Math.ceil(length / step) + 1;
  for (let z = Math.max(0, slice - far(radius, deep)); z <= Math.min(slices - 1, slice + far(radius, deep)); z++) {
    const top = Math.max(0, Math.floor(y) - far(radius, row));
    for (let r = top; r <= Math.min(rows - 1, Math.floor(y) + far(radius, row)); r++) {
      const left = Math.max(0, Math.floor(x) - far(radius, column));
      for (let c = left; c <= Math.min(columns - 1, Math.floor(x) + far(radius, column)); c++) {
        const away = Math.hypot((z - slice) * deep, (r + 0.5 - y) * row, (c + 0.5 - x) * column);
        const own = z === slice && r === Math.floor(y) && c === Math.floor(x);
        if (away <= radius || own) held[(z * rows + r) * columns + c] = value;
      }
    }
  }
}

/** Free within the box, inside within its core. */
function fillBox(held: Float32Array, samples: Samples, { corners: [a, b], slices }: NonNullable<Prompts['box']>): void {
  const [middleX, middleY] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [halfX, halfY] = [Math.abs(a[0] - b[0]) / 2, Math.abs(a[1] - b[1]) / 2];
  const [middleZ, halfZ] = [(slices[0] + slices[1]) / 2, (slices[1] - slices[0] + 1) / 2];
  for (let z = Math.max(0, slices[0]); z <= Math.min(samples.slices - 1, slices[1]); z++) {
    for (let row = 0; row < samples.rows; row++) {
      const y = (row + 0.5 - middleY) / halfY;
      if (Math.abs(y) > 1) continue;
      for (let column = 0; column < samples.columns; column++) {
        const x = (column + 0.5 - middleX) / halfX;
        if (Math.abs(x) > 1) continue;
        const out = Math.hypot(x, y, (z - middleZ) / halfZ);
        held[(z * samples.rows + row) * samples.columns + column] = out < CORE ? 1 : NaN;
      }
    }
  }
}
