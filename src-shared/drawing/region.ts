import type { BinaryMask, Touch } from '../pixels/binary-mask.ts';

/** Numbers on the grid of a mask: slices × rows × columns. A picture is one slice. */
export interface Samples {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

export interface GrownRegion {
  readonly mask: BinaryMask;
  readonly voxels: number;
  /** There was more: it stopped at the largest number of voxels that it may have. */
  readonly stopped: boolean;
}

/**
 * The connected part around a seed in which every value lies in a range, both ends included (Adams and Bischof 1994; the
 * pixels of `skimage.segmentation.flood` for seed ± tolerance). It grows in steps from the seed, so that a region that is
 * stopped is the part nearest to it. Empty where the seed itself is out of range.
 *
 * @param seed index of a voxel
 * @param allowed slices × rows × columns; where it is 0 the region can't go. null: anywhere
 * @param most largest number of voxels
 */
export function grownRegion(
  samples: Samples,
  seed: number,
  range: readonly [low: number, high: number],
  touch: Touch,
  options: { readonly allowed?: Uint8Array | null; readonly most?: number } = {},
): GrownRegion {
  const { slices, rows, columns, values } = samples;
  const { allowed = null, most = Infinity } = options;
  const [low, high] = range;
  const out = new Uint8Array(slices * rows * columns);
  const plane = rows * columns;
  let waiting = new Int32Array(1024);
  let [read, write] = [0, 0];
  let stopped = false;
  const reach = (at: number) => {
    if (out[at]) return;
    const value = values[at] as number;
    if (!(value >= low && value <= high) || (allowed && !allowed[at])) return;
    if (write >= most) {
      stopped = true;
      return;
    }
    out[at] = 1;
    if (write === waiting.length) {
      const larger = new Int32Array(2 * write);
      larger.set(waiting);
      waiting = larger;
    }
    waiting[write++] = at;
  };
  /** A run of three, or of two at the border. */
  const reachAcross = (at: number, column: number) => {
    if (column > 0) reach(at - 1);
    reach(at);
    if (column < columns - 1) reach(at + 1);
  };
  reach(seed);
  while (read < write && !stopped) {
    const at = waiting[read++] as number;
    const line = Math.floor(at / columns);
    const column = at - line * columns;
    const row = line % rows;
    const slice = (line - row) / rows;
    if (column > 0) reach(at - 1);
    if (column < columns - 1) reach(at + 1);
    if (touch === 'faces') {
      if (row > 0) reach(at - columns);
      if (row < rows - 1) reach(at + columns);
      if (slice > 0) reach(at - plane);
      if (slice < slices - 1) reach(at + plane);
      continue;
    }
    for (let z = Math.max(0, slice - 1); z <= Math.min(slices - 1, slice + 1); z++) {
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
        if (z !== slice || y !== row) reachAcross(at + (z - slice) * plane + (y - row) * columns, column);
      }
    }
  }
  return { mask: { slices, rows, columns, values: out }, voxels: write, stopped };
}

/** The range around the value at a seed, for {@link grownRegion}. */
export function rangeAround({ values }: Samples, seed: number, tolerance: number): [low: number, high: number] {
  const value = values[seed] as number;
  return [value - tolerance, value + tolerance];
}
