import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfBits, halfNumbers } from './half-precision.ts';

const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);

describe('numbers of half precision', () => {
  it('are each the number that numpy reads from the same bits', () => {
    // numpy: np.array([...], np.uint16).view(np.float16)
    const cases: [number, number][] = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 0.00006097555160522461],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
    ];
    const [bits, numbers] = [cases.map(([half]) => half), cases.map(([, number]) => number)];
    expect([...halfNumbers(Uint16Array.from(bits))]).toEqual(numbers);
    expect(halfNumbers(Uint16Array.of(0x7e00))[0]).toBeNaN();
  });

  it('come back as the same bits, every one of them', () => {
    const back = halfBits(halfNumbers(all));
    for (let i = 0; i < all.length; i++) {
      const isNan = (i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0;
      if (isNan) expect(halfNumbers(back.subarray(i, i + 1))[0]).toBeNaN();
      else expect(back[i]).toBe(i);
    }
  });

  it('are the nearest of all, halves to even', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -70_000, max: 70_000 }), (value) => {
        const [half] = halfBits(Float32Array.of(value)) as unknown as [number];
        const found = halfNumbers(Uint16Array.of(half))[0] as number;
        if (!Number.isFinite(found)) {
          expect(Math.abs(value)).toBeGreaterThanOrEqual(65_520);
          return;
        }
        for (const beside of [half - 1, half + 1]) {
          if ((beside & 0x7fff) >= 0x7c00 || beside < 0) continue;
          const other = halfNumbers(Uint16Array.of(beside))[0] as number;
          const [own, its] = [Math.abs(value - found), Math.abs(value - other)];
          expect(own < its || (own === its && (half % 2 === 0 || other === found))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
