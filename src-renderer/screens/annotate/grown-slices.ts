import { grownRegion, rangeAround } from '../../../src-shared/drawing/region.ts';
import type { Bench } from './bench.svelte.ts';

/** Voxels in which a region may grow: a stack of numbers is made for it. */
const MOST_GROWN = 64 * 2 ** 20;

/** What grew, by slice: 1 inside; `far`: more than half of where it might. */
export interface Grown {
  readonly slices: readonly { readonly slice: number; readonly values: Uint8Array }[];
  readonly far: boolean;
}

/**
 * What is connected with a pixel and about as bright: on the slice, or through all of them where the kit says so.
 *
 * @param seed row × columns + column on the slice that is shown
 * @param allowed where it may grow on a single slice; null: anywhere
 * @returns or why there is nothing
 */
export function grownSlices(
  bench: Pick<Bench, 'session' | 'kit' | 'slice' | 'slices' | 'values'>,
  seed: number,
  allowed: Uint8Array | null,
): Grown | 'too-large' | 'values-missing' {
  const { rows, columns } = bench.session.open.item;
  const pixels = rows * columns;
  const through = bench.kit.through && bench.slices > 1;
  const [first, count] = through ? [0, bench.slices] : [bench.slice, 1];
  if (pixels * count > MOST_GROWN) return 'too-large';
  const slices = Array.from({ length: count }, (_, i) => bench.values(first + i));
  if (slices.some((values) => values === null)) return 'values-missing';
  const values = through ? new Float32Array(pixels * count) : slices[0]!;
  if (through) slices.forEach((slice, i) => (values as Float32Array).set(slice!, i * pixels));
  const samples = { slices: count, rows, columns, values };
  const at = seed + (bench.slice - first) * pixels;
  const range = rangeAround(samples, at, bench.kit.tolerance);
  const { mask, voxels } = grownRegion(samples, at, range, 'faces', through ? {} : { allowed });
  const parts = Array.from({ length: count }, (_, i) => ({
    slice: first + i,
    values: mask.values.subarray(i * pixels, (i + 1) * pixels),
  }));
  return { slices: parts.filter((part) => part.values.includes(1)), far: voxels > (pixels * count) / 2 };
}
