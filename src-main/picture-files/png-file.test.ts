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
        fc.boolean(),
        async (rows, columns, samples, stream, inRuns) => {
          const made =
            bits === 8 ? new Uint8Array(rows * columns * samples) : new Uint16Array(rows * columns * samples);
          const values = made.map(() => stream.next().value as number);
          const found = decode(await pngFile({ rows, columns, samples: samples as 1 | 3, values, inRuns }));
          expect([found.height, found.width, found.channels, found.depth]).toEqual([rows, columns, samples, bits]);
          expect([...found.data]).toEqual([...values]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a mask is smaller where it is told that its values come in runs', async () => {
    const side = 256;
    const values = Uint8Array.from({ length: side ** 2 }, (_, i) =>
      Math.hypot((i % side) - 90, Math.floor(i / side) - 120) < 70 ? 1 : 0,
    );
    const mask = { rows: side, columns: side, samples: 1, values } as const;
    const [told, untold] = [await pngFile({ ...mask, inRuns: true }), await pngFile(mask)];
    expect(told.length).toBeLessThan(untold.length);
    expect([...decode(told).data]).toEqual([...values]);
  });

  it('is whole where it comes in more than one piece', async () => {
    let seed = 7;
    const values = Uint16Array.from({ length: 1024 * 700 }, () => (seed = (seed * 75 + 74) % 65_537));
    const found = decode(await pngFile({ rows: 1024, columns: 700, samples: 1, values }));
    expect(Buffer.compare(Buffer.from(found.data.buffer), Buffer.from(values.buffer))).toBe(0);
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
