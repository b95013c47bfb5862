import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tabled, type TabledPicture } from '../imaging/tabled-picture.ts';
import { codedGrid } from './coded-grid.ts';
import { resizePlane } from './resample.ts';

const NORMALISATION = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

function picture(pixels: number, wide: boolean, seed: number): TabledPicture {
  const code = (_: unknown, i: number) => Math.imul(i + 1, 2654435761 + 2 * seed) >>> (wide ? 16 : 24);
  const length = { length: pixels };
  const samples = wide ? Uint16Array.from(length, code) : Uint8Array.from(length, code);
  return tabled(samples, (sample) => Math.sin(sample)) as TabledPicture;
}

/** Resized, copied and standardised one after the other. */
function stepByStep(planes: readonly TabledPicture[], [rows, columns, outRows, outColumns]: readonly number[]) {
  return planes.flatMap((plane, channel) => {
    const resized = resizePlane(
      Float32Array.from(plane.codes, (code) => plane.table[code] as number),
      rows as number,
      columns as number,
      outRows as number,
      outColumns as number,
      'triangle-antialias',
    );
    const [mean, std] = [NORMALISATION.mean[channel] as number, NORMALISATION.std[channel] as number];
    return Array.from(resized, (value) => Math.fround((value - mean) * (1 / std)));
  });
}

describe('a picture of codes as a grid', () => {
  it('has the numbers of resizing, copying and standardising in turn, to the bit, whatever the sizes and channels', () => {
    const side = fc.integer({ min: 2, max: 60 });
    const channels = fc.constantFrom('grey', 'grey thrice', 'colour');
    const asked = fc.record({
      rows: side,
      columns: side,
      outRows: side,
      wide: fc.boolean(),
      seed: fc.nat(999),
      channels,
    });
    fc.assert(
      fc.property(asked, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.boolean(), (all, share, same) => {
        const { rows, columns, wide, seed } = all;
        const [outRows, outColumns] = same ? [rows, columns] : [all.outRows, Math.max(1, Math.floor(columns * share))];
        const one = picture(rows * columns, wide, seed);
        const planes = {
          grey: [one],
          'grey thrice': [one, one, one],
          colour: [one, picture(rows * columns, wide, seed + 1), picture(rows * columns, wide, seed + 2)],
        }[all.channels] as readonly TabledPicture[];
        const grid = codedGrid(planes, { rows, columns, outRows, outColumns }, NORMALISATION);
        expect(grid).toMatchObject({ channels: planes.length, slices: 1, rows: outRows, columns: outColumns });
        expect(Array.from(grid?.values ?? [])).toEqual(stepByStep(planes, [rows, columns, outRows, outColumns]));
      }),
    );
  });

  it('is left to the general way where values are no codes or the picture becomes wider', () => {
    const sizes = { rows: 4, columns: 4, outRows: 2, outColumns: 2 };
    const plane = picture(16, false, 1);
    expect(codedGrid([new Float32Array(16)], sizes, NORMALISATION)).toBeNull();
    expect(codedGrid([plane, plane, new Float32Array(16)], sizes, NORMALISATION)).toBeNull();
    expect(codedGrid([plane], { ...sizes, outColumns: 5 }, NORMALISATION)).toBeNull();
    expect(codedGrid([plane], { ...sizes, outColumns: 4 }, NORMALISATION)).toBeNull();
    expect(codedGrid([plane], sizes, NORMALISATION)).not.toBeNull();
  });
});
