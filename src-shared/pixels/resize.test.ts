import { describe, expect, it } from 'vitest';
import { resizeTriangle } from './resize.ts';
import expected from './torch-values.fixture.json' with { type: 'json' };
import { farthest, wave } from './wave.fixture.ts';

describe('resizeTriangle', () => {
  for (const { rows, columns, outRows, outColumns, torch, pillow } of expected.resize) {
    it(`makes torch's and Pillow's numbers for ${rows}×${columns} → ${outRows}×${outColumns}`, () => {
      const resized = resizeTriangle(wave(rows, columns), rows, columns, outRows, outColumns);
      expect(farthest(resized, torch)).toBeLessThan(1e-5);
      expect(farthest(resized, pillow)).toBeLessThan(1e-5);
    });
  }

  it('keeps a flat picture flat at every border', () => {
    const resized = resizeTriangle(new Float32Array(70 * 90).fill(7), 70, 90, 13, 17);
    expect(farthest(resized, new Float32Array(13 * 17).fill(7))).toBeLessThan(1e-6);
  });

  it('never hands out the picture that it was given', () => {
    const picture = wave(4, 4);
    expect(resizeTriangle(picture, 4, 4, 4, 4)).not.toBe(picture);
  });

  it('leaves pictures of codes as they were made when others follow', () => {
    const coded = (rows: number, columns: number, step: number) => ({
      codes: Uint8Array.from({ length: rows * columns }, (_, i) => (i * step) % 256),
      table: Float32Array.from({ length: 256 }, (_, code) => Math.sqrt(code)),
    });
    const sizes = [
      [40, 30, 20, 13],
      [21, 9, 21, 4],
      [64, 70, 5, 6],
      [8, 8, 3, 3],
    ] as const;
    const made = sizes.map(([rows, columns, outRows, outColumns], i) => {
      const picture = coded(rows, columns, 7 + 2 * i);
      const values = Float32Array.from(picture.codes, (code) => picture.table[code]!);
      return {
        resized: resizeTriangle(picture, rows, columns, outRows, outColumns),
        plain: resizeTriangle(values, rows, columns, outRows, outColumns),
      };
    });
    for (const { resized, plain } of made) expect(farthest(resized, plain)).toBeLessThan(1e-5);
  });
});
