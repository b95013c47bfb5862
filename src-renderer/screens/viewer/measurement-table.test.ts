import { expect, it } from 'vitest';
import { measurementTable } from './measurement-table.ts';

it('has a line a measurement and a cell a number', () => {
  expect(
    measurementTable([
      ['Length', '12.3 mm'],
      ['Angle', '45.0°'],
    ]),
  ).toBe('Length\t12.3 mm\nAngle\t45.0°');
});

it('carries no formula and no line of its own into a spreadsheet', () => {
  expect(measurementTable([['=HYPERLINK("x")', '-1 HU', 'a\tb\nc']])).toBe('\'=HYPERLINK("x")\t\'-1 HU\ta b c');
});
