import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeAxis } from './resize-axis.ts';
import { tapsOf } from './resize-taps.ts';
import { shrinkCoded } from './shrink-coded.ts';

type Codes = Uint8Array | Uint16Array;

/** What typed arrays make of the values: columns, then rows. */
function general(
  codes: Codes,
  table: Float32Array,
  rows: number,
  columns: number,
  outRows: number,
  outColumns: number,
) {
  const values = Float32Array.from(codes, (code) => table[code] as number);
  const narrow = resizeAxis(values, rows, columns, 1, tapsOf('triangle-antialias', columns, outColumns));
  return outRows === rows
    ? narrow
    : resizeAxis(narrow, 1, rows, outColumns, tapsOf('triangle-antialias', rows, outRows));
}

const table8 = Float32Array.from({ length: 256 }, (_, code) => Math.sin(code) * 3);
const table16 = Float32Array.from({ length: 65_536 }, (_, code) => Math.sin(code) * 1e4);

function picture(rows: number, columns: number, wide: boolean, seed: number): Codes {
  const length = rows * columns;
  const code = (_: unknown, i: number) => Math.imul(i + 1, 2654435761 + 2 * seed) >>> (wide ? 16 : 24);
  return wide ? Uint16Array.from({ length }, code) : Uint8Array.from({ length }, code);
}

describe('shrinking a picture of codes', () => {
  it('makes the numbers of the general resizing to the bit, whatever the sizes', () => {
    const side = fc.integer({ min: 2, max: 90 });
    const sizes = fc.record({ rows: side, columns: side, outRows: side, wide: fc.boolean(), seed: fc.nat(1000) });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ rows, columns, ...more }, share) => {
        const { outRows, wide, seed } = more;
        const outColumns = Math.max(1, Math.floor(columns * share));
        const codes = picture(rows, columns, wide, seed);
        const table = wide ? table16 : table8;
        const shrunk = shrinkCoded({ codes, table }, { rows, columns, outRows, outColumns });
        expect(shrunk).toEqual(general(codes, table, rows, columns, outRows, outColumns));
      }),
    );
  });

  it('does so for pictures that cross in several pieces', () => {
    for (const [rows, columns, wide] of [
      [1001, 701, false],
      [403, 1500, true],
    ] as const) {
      const codes = picture(rows, columns, wide, 7);
      const table = wide ? table16 : table8;
      const shrunk = shrinkCoded({ codes, table }, { rows, columns, outRows: 161, outColumns: 159 });
      expect(shrunk).toEqual(general(codes, table, rows, columns, 161, 159));
    }
  });

  it('leaves what it made as it was when other pictures follow, of the same size or another', () => {
    const made = [1, 2, 3].flatMap((seed) =>
      [20, 33].map((rows) => {
        const codes = picture(rows, 30, false, seed);
        const shrunk = shrinkCoded({ codes, table: table8 }, { rows, columns: 30, outRows: 9, outColumns: 11 });
        return { shrunk, wanted: general(codes, table8, rows, 30, 9, 11) };
      }),
    );
    for (const { shrunk, wanted } of made) expect(shrunk).toEqual(wanted);
  });

  it('leaves a picture beyond its memory to the general resizing', () => {
    const sizes = { rows: 30_000, columns: 600, outRows: 10, outColumns: 590 };
    const codes = new Uint8Array(sizes.rows * sizes.columns);
    expect(shrinkCoded({ codes, table: table8 }, sizes)).toBeNull();
  });
});
