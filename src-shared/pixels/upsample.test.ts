import { describe, expect, it } from 'vitest';
import expected from './torch-values.fixture.json' with { type: 'json' };
import { upsampleBilinear } from './upsample.ts';
import { farthest, wave } from './wave.fixture.ts';

describe('upsampleBilinear', () => {
  for (const { rows, columns, outRows, outColumns, expected: values } of expected.upsample) {
    it(`makes torch's numbers for ${rows}×${columns} → ${outRows}×${outColumns}`, () => {
      const enlarged = upsampleBilinear(wave(rows, columns), rows, columns, outRows, outColumns);
      expect(farthest(enlarged, values)).toBeLessThan(1e-5);
    });
  }

  it('spreads a single value over everything', () => {
    expect([...upsampleBilinear([3], 1, 1, 2, 2)]).toEqual([3, 3, 3, 3]);
  });
});
