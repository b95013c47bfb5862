import type { SampleArray } from './frame.ts';

/** An inclusive range of values that count as absent. */
export interface ValueRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Percentiles of all values as `numpy.percentile(values, at)` gives them (method `linear`): the value at rank
 * `at / 100 * (n - 1)`, linearly between its two neighbours. Exact, and linear in time: values are counted, not sorted.
 *
 * @param values order does not matter; NaN and infinities do not count, float64 is rounded to float32
 * @param at percentiles, 0–100
 * @param excluded inclusive range of values that do not count (padding); when nothing else is left, all count
 * @returns one value an entry of `at`; `NaN` where nothing counts
 */
export function percentiles(values: SampleArray, at: readonly number[], excluded: ValueRange | null = null): number[] {
  const numbers = finite(values);
  if (numbers.length === 0) return at.map(() => NaN);
  const counted = excluded ? numbers.filter((value) => value < excluded.from || value > excluded.to) : numbers;
  if (counted.length === 0) return percentiles(numbers, at);
  const ranks = at.map((percent) => (Math.min(100, Math.max(0, percent)) / 100) * (counted.length - 1));
  const wanted = [...new Set(ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)]))].sort((a, b) => a - b);
  const found = orderStatistics(counted, wanted);
  return ranks.map((rank) => {
    const low = found.get(Math.floor(rank)) as number;
    const high = found.get(Math.ceil(rank)) as number;
    return low + (high - low) * (rank - Math.floor(rank));
  });
}

type Countable = Exclude<SampleArray, Float64Array>;

/** Whole numbers as they are; of float ones those that are numbers. */
function finite(values: SampleArray): Countable {
  if (values instanceof Float64Array) return finite(Float32Array.from(values));
  if (!(values instanceof Float32Array) || values.every(Number.isFinite)) return values;
  return values.filter(Number.isFinite);
}

/** The values at the given ascending ranks of the sorted array, by a radix search over 16 bits, then over 16 more. */
function orderStatistics(values: Countable, ranks: readonly number[]): Map<number, number> {
  const { keys, valueOf } = sortableKeys(values);
  const found = new Map<number, number>();
  const coarse = countHalf(keys, (key) => key >>> 16);
  const groups = new Map<number, { rank: number; within: number }[]>();
  for (const { rank, bin, within } of locate(coarse, ranks)) {
    const group = groups.get(bin);
    if (group) group.push({ rank, within });
    else groups.set(bin, [{ rank, within }]);
  }
  for (const [bin, group] of groups) {
    const fine = new Uint32Array(65_536);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key >>> 16 === bin) fine[key & 0xffff] = (fine[key & 0xffff] as number) + 1;
    }
    const inside = locate(
      fine,
      group.map(({ within }) => within),
    );
    inside.forEach((place, i) => {
      const { rank } = group[i] as { rank: number };
      found.set(rank, valueOf(((bin << 16) | place.bin) >>> 0));
    });
  }
  return found;
}

function countHalf(keys: Uint32Array, half: (key: number) => number): Uint32Array {
  const counts = new Uint32Array(65_536);
  for (let i = 0; i < keys.length; i++) {
    const bin = half(keys[i] as number);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Finds for each ascending rank the bin in which it lies and its rank within that bin. */
function locate(counts: Uint32Array, ranks: readonly number[]): { rank: number; bin: number; within: number }[] {
  const places: { rank: number; bin: number; within: number }[] = [];
  let bin = 0;
  let before = 0;
  for (const rank of ranks) {
    while (before + (counts[bin] as number) <= rank) {
      before += counts[bin] as number;
      bin++;
    }
    places.push({ rank, bin, within: rank - before });
  }
  return places;
}

/** Unsigned 32-bit keys that sort as the values do, and the way back. */
function sortableKeys(values: Countable): { keys: Uint32Array; valueOf: (key: number) => number } {
  const keys = new Uint32Array(values.length);
  if (!(values instanceof Float32Array)) {
    // Flipping the sign bit puts negative numbers before positive ones.
    for (let i = 0; i < values.length; i++) keys[i] = (values[i] as number) ^ 0x80000000;
    if (values instanceof Uint32Array) {
      keys.set(values);
      return { keys, valueOf: (key) => key };
    }
    return { keys, valueOf: (key) => (key ^ 0x80000000) | 0 };
  }
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    keys[i] = word & 0x80000000 ? ~word : word | 0x80000000;
  }
  const one = new Uint32Array(1);
  const asFloat = new Float32Array(one.buffer);
  return {
    keys,
    valueOf: (key) => {
      one[0] = key & 0x80000000 ? key & 0x7fffffff : ~key;
      return asFloat[0] as number;
    },
  };
}
