/**
 * What more than half of the readers have inside; a tie is outside.
 *
 * @param masks 1 and 0, of one grid. Throws `RangeError` for none and for different sizes.
 */
export function majority(masks: readonly Uint8Array[]): Uint8Array {
  const size = sizeOf(masks);
  const out = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    let votes = 0;
    for (const mask of masks) votes += mask[i] as number;
    out[i] = 2 * votes > masks.length ? 1 : 0;
  }
  return out;
}

/** A consensus in which readers count by how well they read. */
export interface WeighedConsensus {
  /** How likely every voxel is inside, 0–1; the consensus is where it is at least a half. */
  readonly likely: Float32Array;
  /** Of each reader, against the consensus. */
  readonly sensitivity: readonly number[];
  readonly specificity: readonly number[];
}

const MOST_READERS = 16;
const MOST_ROUNDS = 10_000;
const CHANGE = 1e-10;
/** What a reader is thought to be worth at the beginning. */
const TRUSTED = 0.99999;

/**
 * STAPLE (Warfield, Zou and Wells 2004): expectation and maximisation of which voxels are inside and how often each reader is right,
 * without a field between neighbours. How common the inside is beforehand is the share that all readers together drew of the
 * grid, as in ITK; so the grid's size matters, and a crop around what was drawn says other things than the whole.
 *
 * @param masks 1 and 0, of one grid, from 2 to 16 readers. Throws `RangeError` for other numbers and for different sizes.
 */
export function staple(masks: readonly Uint8Array[]): WeighedConsensus {
  const size = sizeOf(masks);
  const readers = masks.length;
  if (readers < 2 || readers > MOST_READERS) throw new RangeError('STAPLE is for 2 to 16 readers');
  // voxels on which the readers said the same have the same likelihood
  const patterns = new Uint16Array(size);
  masks.forEach((mask, reader) => {
    for (let i = 0; i < size; i++) patterns[i] = (patterns[i] as number) | ((mask[i] as number) << reader);
  });
  const counts = new Float64Array(2 ** readers);
  for (let i = 0; i < size; i++) counts[patterns[i] as number] = (counts[patterns[i] as number] as number) + 1;
  const said = Array.from(counts, (count, pattern) => ({ count, pattern })).filter(({ count }) => count > 0);
  const drew = (pattern: number, reader: number) => ((pattern >> reader) & 1) === 1;
  const common =
    said.reduce(
      (sum, { count, pattern }) => sum + count * masks.filter((_, reader) => drew(pattern, reader)).length,
      0,
    ) /
    (size * readers);
  let sensitivity = masks.map(() => TRUSTED);
  let specificity = masks.map(() => TRUSTED);
  const likely = new Float64Array(counts.length);
  for (let round = 0, changed = Infinity; round < MOST_ROUNDS && changed > CHANGE; round++) {
    for (const { pattern } of said) {
      let [inside, outside] = [common, 1 - common];
      masks.forEach((_, reader) => {
        const [p, q] = [sensitivity[reader] as number, specificity[reader] as number];
        inside *= drew(pattern, reader) ? p : 1 - p;
        outside *= drew(pattern, reader) ? 1 - q : q;
      });
      likely[pattern] = inside + outside > 0 ? inside / (inside + outside) : common;
    }
    const share = (reader: number, of: (pattern: number) => number, yes: boolean) => {
      let [right, all] = [0, 0];
      for (const { count, pattern } of said) {
        all += count * of(pattern);
        if (drew(pattern, reader) === yes) right += count * of(pattern);
      }
      return all > 0 ? right / all : TRUSTED;
    };
    const nextSensitivity = masks.map((_, reader) => share(reader, (pattern) => likely[pattern] as number, true));
    const nextSpecificity = masks.map((_, reader) =>
      share(reader, (pattern) => 1 - (likely[pattern] as number), false),
    );
    changed = Math.max(
      ...nextSensitivity.map((p, reader) => Math.abs(p - (sensitivity[reader] as number))),
      ...nextSpecificity.map((q, reader) => Math.abs(q - (specificity[reader] as number))),
    );
    [sensitivity, specificity] = [nextSensitivity, nextSpecificity];
  }
  return { likely: Float32Array.from(patterns, (pattern) => likely[pattern] as number), sensitivity, specificity };
}

function sizeOf(masks: readonly Uint8Array[]): number {
  const size = masks[0]?.length;
  if (size === undefined || masks.some((mask) => mask.length !== size))
    throw new RangeError('masks of different sizes');
  return size;
}
