/** One byte a pixel, the lowest bit of a byte first (PS3.5 8.1.1). */
export function unpackBits(packed: Uint8Array, firstBit: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const bit = firstBit + i;
    out[i] = ((packed[bit >> 3] as number) >> (bit & 7)) & 1;
  }
  return out;
}
