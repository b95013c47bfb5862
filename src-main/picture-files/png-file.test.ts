import { decode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pngFile } from './png-file.ts';

describe('a PNG file', () => {
  it.each([8, 16] as const)('of %s bits is read back by another program as it was written', async (bits) => {
    const side = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(1, 3),
        fc.infiniteStream(fc.nat(2 ** bits - 1)),
        async (rows, columns, samples, stream) => {
          const made =
            bits === 8 ? new Uint8Array(rows * columns * samples) : new Uint16Array(rows * columns * samples);
          const values = made.map(() => stream.next().value as number);
          const found = decode(await pngFile({ rows, columns, samples: samples as 1 | 3, values }));
          expect([found.height, found.width, found.channels, found.depth]).toEqual([rows, columns, samples, bits]);
          expect([...found.data]).toEqual([...values]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the values of a picture with a palette, and their colours', async () => {
    const palette = [
      [0, 0, 0],
      [255, 128, 0],
      [1, 2, 3],
    ] as const;
    const values = Uint8Array.of(0, 1, 2, 2, 1, 0);
    const found = decode(await pngFile({ rows: 2, columns: 3, samples: 1, values, palette }));
    expect([...found.data]).toEqual([...values]);
    expect(found.palette).toEqual(palette.map((colour) => [...colour]));
  });
});
