import type { BinaryMask } from '../pixels/binary-mask.ts';

/**
 * How unsure a network is of every pixel: Shannon entropy of its probabilities as a share of the most that so many labels can
 * have; 0 sure, 1 anything is as likely. What the labels leave of 1 is the background's.
 *
 * @param probabilities one map a label, each slices × rows × columns, 0–1. Labels that exclude one another share a sum of 1 with
 *   the background; of labels that may overlap pass one at a time. Throws `RangeError` for none and for maps of different sizes.
 */
export function doubtMap(probabilities: readonly Float32Array[]): Float32Array {
  const size = probabilities[0]?.length;
  if (size === undefined || probabilities.some((map) => map.length !== size))
    throw new RangeError('maps of different sizes');
  const out = new Float32Array(size);
  const most = Math.log(probabilities.length + 1);
  for (let i = 0; i < size; i++) {
    let [entropy, rest] = [0, 1];
    for (const map of probabilities) {
      const likely = map[i] as number;
      if (likely > 0) entropy -= likely * Math.log(likely);
      rest -= likely;
    }
    if (rest > 0) entropy -= rest * Math.log(rest);
    out[i] = Math.min(1, Math.max(0, entropy / most));
  }
  return out;
}

/** The band in which a border may lie: where the probability is at least `1 - sure` and at most `sure` (0.5–1). */
export function borderBand(grid: Omit<BinaryMask, 'values'>, probability: Float32Array, sure: number): BinaryMask {
  const { slices, rows, columns } = grid;
  const values = Uint8Array.from(probability, (likely) => (likely >= 1 - sure && likely <= sure ? 1 : 0));
  return { slices, rows, columns, values };
}

/** Between what an area or a volume lies, in the unit of a voxel's size. */
export interface SizeInterval {
  /** Where the label is sure, where it is likelier than not, where it can't be excluded. */
  readonly least: number;
  readonly likely: number;
  readonly most: number;
  /** Sum of the probabilities: the mean size if they are calibrated. */
  readonly expected: number;
}

/**
 * Area or volume of what a network outlines, with the sizes that it would have if its border lay at the inner or the outer end of
 * the band. These are level sets, no confidence interval: neighbouring pixels err together, and by how much nobody knows.
 *
 * @param sure as for {@link borderBand}
 * @param voxel area or volume of one voxel
 */
export function sizeInterval(probability: Float32Array, sure: number, voxel: number): SizeInterval {
  let [least, likely, most, expected] = [0, 0, 0, 0];
  for (const value of probability) {
    if (value > sure) least++;
    if (value >= 0.5) likely++;
    if (value >= 1 - sure) most++;
    expected += value;
  }
  return { least: least * voxel, likely: likely * voxel, most: most * voxel, expected: expected * voxel };
}
