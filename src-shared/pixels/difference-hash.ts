import { resizeTriangle } from './resize.ts';

/** Bits of a row: 16 rows of 16 comparisons are 256 bits. */
const SIDE = 16;

/**
 * Difference hash of a picture (Krawetz 2013; `imagehash.dhash` with hash size 16, but resized by an anti-aliasing triangle):
 * shrunk to 16 rows × 17 columns, each bit says whether a pixel is darker than its right neighbour. Alike pictures have
 * alike bits, whatever their size, brightness and compression. A picture of one grey has no differences: null.
 *
 * @param grey rows × columns, row by row
 * @returns 64 hex digits, row by row, the left bit first
 */
export function differenceHash(grey: Float32Array, rows: number, columns: number): string | null {
  const small = resizeTriangle(grey, rows, columns, SIDE, SIDE + 1);
  let hash = '';
  let any = false;
  for (let row = 0; row < SIDE; row++) {
    for (let nibble = 0; nibble < SIDE; nibble += 4) {
      let value = 0;
      for (let bit = 0; bit < 4; bit++) {
        const at = row * (SIDE + 1) + nibble + bit;
        const [here, right] = [small[at] as number, small[at + 1] as number];
        if (here !== right) any = true;
        value = value * 2 + Number(right > here);
      }
      hash += value.toString(16);
    }
  }
  return any ? hash : null;
}

/** How many bits differ between two hashes of one length. */
export function hashDistance(first: string, second: string): number {
  let distance = 0;
  for (let i = 0; i < first.length; i += 8) {
    let differing = (parseInt(first.slice(i, i + 8), 16) ^ parseInt(second.slice(i, i + 8), 16)) >>> 0;
    for (; differing !== 0; differing &= differing - 1) distance++;
  }
  return distance;
}
