import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvTable } from './csv.ts';

it('comes out of a spreadsheet as it went in, whatever a person has typed', () => {
  const words = fc.string().filter((text) => !/^[=+\-@\t\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(words, words), { minLength: 1 }), (rows) => {
      expect(parse(csvTable(rows), { relax_column_count: true, skip_empty_lines: false })).toEqual(rows);
    }),
  );
});

it('carries no formula, and leaves what is no number empty', () => {
  expect(csvTable([['=HYPERLINK("x")', -1.5, NaN, null, 3]])).toBe('"\'=HYPERLINK(""x"")",-1.500000,,,3\r\n');
});
