import { newLaplacian, solved, type GridLaplacian } from './grid-laplacian.ts';
import type { Samples } from './region.ts';
import type { Spacing } from './signed-distance.ts';

/** How a walk goes. What is left out is as said. */
export interface WalkOptions {
  /** Between slices, rows and columns, in any unit: only proportions should differ from 1. 1, 1, 1. */
  readonly spacing?: Spacing;
  /** How much edges are shunned. 130, scikit-image's. */
  readonly beta?: number;
  /** For the residual, as a share of the right hand side. 0.0001. */
  readonly tolerance?: number;
}

/** A weight is never quite 0, so that every voxel is reached. */
const LEAST_WEIGHT = 1e-10;
const MOST_ROUNDS = 100;

/**
 * How likely a random walk that shuns edges comes from a voxel to a mark inside before it comes to one outside (Grady 2006); the
 * mask is where it is at least a half. Weights are those of scikit-image's `random_walker`: exp(−beta · (difference / spacing)² /
 * (10 · deviation)) between voxels that share a face, the picture's values stretched to 0–1. Values that are no numbers count as
 * the least.
 *
 * @param held slices × rows × columns: 1 for a mark inside, 0 outside, what is between for a likelihood that is known; `NaN`: to
 *   be found
 * @returns slices × rows × columns, 0–1; where nothing is held at all, 0
 */
export function randomWalk(
  samples: Samples,
  held: Float32Array,
  { spacing = [1, 1, 1], beta = 130, tolerance = 1e-4 }: WalkOptions = {},
): Float32Array {
  const { rows, columns } = samples;
  const out = held.slice();
  const window = windowOf(samples, held);
  if (!window) return out;
  const system = systemOf(samples, held, window, spacing, beta);
  const x = solved(system, tolerance, MOST_ROUNDS);
  let at = system.pad;
  for (let slice = window.first; slice <= window.last; slice++) {
    for (let row = window.top; row <= window.bottom; row++) {
      for (let column = window.left; column <= window.right; column++, at++) {
        const i = (slice * rows + row) * columns + column;
        if (isFree(held[i] as number)) out[i] = Math.min(1, Math.max(0, x[at] as number));
      }
    }
  }
  return out;
}

const isFree = Number.isNaN;

interface Window {
  readonly first: number;
  readonly last: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** All free voxels and their neighbours; null: none is free. */
function windowOf({ slices, rows, columns }: Samples, held: Float32Array): Window | null {
  let [first, last, top, bottom, left, right] = [slices, -1, rows, -1, columns, -1];
  for (let line = 0; line < slices * rows; line++) {
    let [start, end] = [0, columns - 1];
    while (start <= end && !isFree(held[line * columns + start] as number)) start++;
    if (start > end) continue;
    while (!isFree(held[line * columns + end] as number)) end--;
    const slice = Math.floor(line / rows);
    const row = line - slice * rows;
    [first, last] = [Math.min(first, slice), Math.max(last, slice)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, start), Math.max(right, end)];
  }
  if (last < 0) return null;
  return {
    first: Math.max(0, first - 1),
    last: Math.min(slices - 1, last + 1),
    top: Math.max(0, top - 1),
    bottom: Math.min(rows - 1, bottom + 1),
    left: Math.max(0, left - 1),
    right: Math.min(columns - 1, right + 1),
  };
}

function systemOf(samples: Samples, held: Float32Array, window: Window, spacing: Spacing, beta: number): GridLaplacian {
  const { rows, columns } = samples;
  const { values, deviation } = stretched(samples);
  const system = newLaplacian(
    window.last - window.first + 1,
    window.bottom - window.top + 1,
    window.right - window.left + 1,
  );
  const scale = deviation > 0 ? beta / (10 * deviation) : 0;
  const { ground, pull, right, down, deep } = system;
  const hold = (at: number, weight: number, value: number) => {
    ground[at] = (ground[at] as number) + weight;
    pull[at] = (pull[at] as number) + weight * value;
  };
  const join = (weights: Float64Array, i: number, at: number, step: number, stepAt: number, distance: number) => {
    const [a, b] = [held[i] as number, held[i + step] as number];
    if (!isFree(a) && !isFree(b)) return;
    const difference = ((values[i + step] as number) - (values[i] as number)) / distance;
    const weight = Math.exp(-scale * difference * difference) + LEAST_WEIGHT;
    if (!isFree(b)) hold(at, weight, b);
    else if (!isFree(a)) hold(at + stepAt, weight, a);
    else weights[at] = weight;
  };
  const plane = system.rows * system.columns;
  let at = system.pad;
  for (let slice = window.first; slice <= window.last; slice++) {
    for (let row = window.top; row <= window.bottom; row++) {
      for (let column = window.left; column <= window.right; column++, at++) {
        const i = (slice * rows + row) * columns + column;
        if (column < window.right) join(right, i, at, 1, 1, spacing[2]);
        if (row < window.bottom) join(down, i, at, columns, system.columns, spacing[1]);
        if (slice < window.last) join(deep, i, at, rows * columns, plane, spacing[0]);
      }
    }
  }
  return system;
}

/** Values as 0–1, and their standard deviation. */
function stretched({ values }: Samples): { values: Float64Array; deviation: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  const scale = high > low ? 1 / (high - low) : 0;
  const out = new Float64Array(values.length);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < out.length; i++) {
    const value = ((values[i] as number) - low) * scale;
    out[i] = Number.isFinite(value) ? value : 0;
    sum += out[i] as number;
    squares += (out[i] as number) ** 2;
  }
  const mean = sum / out.length;
  return { values: out, deviation: Math.sqrt(Math.max(0, squares / out.length - mean * mean)) };
}
