/** Random numbers that a seed repeats (mulberry32): 0 ≤ n < 1. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TELLING_NUMBERS = [0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff];
const TELLING_LARGE = [0x80000000, 0xfffffffe, 0xffffffff, 0x1000000, 0xfffff, 0x40000000];
const MOST_CHANGES = 4;
/** Where headers mostly are. */
const HEAD_BYTES = 1024;

/**
 * A damaged copy: one to four changes, most of them near the beginning. Bits and bytes are changed, numbers set to those
 * that programs stumble over, stretches taken out, repeated, overwritten or filled, and the end cut off.
 */
export function mutated(original: Uint8Array, random: () => number): Uint8Array {
  let bytes = Buffer.from(original);
  const below = (limit: number) => Math.floor(random() * limit);
  const place = () => below(random() < 0.6 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
  const stretch = () => 1 + below(random() < 0.8 ? 16 : 600);
  const changes = 1 + below(MOST_CHANGES);
  for (let i = 0; i < changes && bytes.length > 0; i++) {
    const at = place();
    const kind = below(16);
    if (kind <= 3) bytes[at]! ^= 1 << below(8);
    else if (kind <= 5) bytes[at] = below(256);
    else if (kind <= 11) writeNumber(bytes, at, random);
    else if (kind === 12) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + stretch())]);
    else if (kind === 13) {
      const from = place();
      const length = stretch();
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + length), bytes.subarray(at)]);
    } else if (kind === 14) bytes.fill(random() < 0.5 ? 0xff : below(256), at, Math.min(bytes.length, at + stretch()));
    else if (random() < 0.4) bytes = bytes.subarray(0, at);
    else bytes.copyWithin(at, place(), place());
  }
  return new Uint8Array(bytes);
}

function writeNumber(bytes: Buffer, at: number, random: () => number): void {
  const pick = (numbers: readonly number[]) => numbers[Math.floor(random() * numbers.length)]!;
  const width = random() < 0.5 ? 2 : 4;
  if (at + width > bytes.length) return;
  const value = width === 2 || random() < 0.5 ? pick(TELLING_NUMBERS) : pick(TELLING_LARGE);
  const kept = width === 2 ? value & 0xffff : value;
  if (random() < 0.6) bytes.writeUIntLE(kept, at, width);
  else bytes.writeUIntBE(kept, at, width);
}
