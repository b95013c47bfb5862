import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUpCodes } from './look-up-codes.ts';

describe('looking up the codes of a picture', () => {
  const tables = [3, 5].map((k) => Float32Array.from({ length: 256 }, (_, code) => Math.sin(code * k) * 1e3));

  function mustAgree(length: number, before: number, offset: number) {
    const codes = Uint8Array.from({ length: length + offset }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
    const picture = codes.subarray(offset);
    const out = new Float32Array(before + 2 * length + 4).fill(7);
    const channels = tables.map((table, channel) => ({ table, at: before + channel * length }));
    lookUpCodes(picture, channels, out);
    const values = tables.flatMap((table) => Array.from(picture, (code) => table[code] as number));
    expect(Array.from(out)).toEqual([...Array(before).fill(7), ...values, 7, 7, 7, 7]);
  }

  it('gives every channel the value of every code and touches nothing else, however many and wherever they lie', () => {
    const small = fc.nat(40);
    fc.assert(fc.property(small, small, fc.nat(3), mustAgree));
  });

  it('goes on where more codes come than are looked up at once', () => {
    for (const length of [2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1, 2 ** 17 + 3]) mustAgree(length, 2, 1);
  });
});
